export { type Config, readConfig, redacted } from './config.ts';
export { parseYaml, warmYaml, yamlKey } from './yaml.ts';
