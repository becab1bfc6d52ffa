/** MJML to HTML that holds in mail clients. */
export async function mailHtml(mjml: string): Promise<string> {
  // Loading MJML takes most of a second: only those who write mail pay for it.
  const { default: mjml2html } = await import('mjml');
  const { html } = await mjml2html(mjml, {
    validationLevel: 'strict',
    // MJML would otherwise fetch fonts of familiar names from their vendor: a tracker by another name.
    fonts: {},
    minify: true,
    minifyOptions: { minifyCss: false },
    keepComments: true,
  });
  return html;
}
