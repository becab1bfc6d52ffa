/** Invented names in both scripts, for generated streams: nobody real, and in no dictionary. */
const SYLLABLES: readonly (readonly [string, string])[] =
  'ba 巴,ke 克,lo 洛,mi 米,na 纳,to 托,ve 维,san 桑,du 杜,ri 里,gen 根,pa 帕,ho 霍,le 莱,win 温,tas 塔,fer 费,gu 古,si 西,bo 博,dar 达,mon 蒙,zel 泽,ki 基,ros 罗,am 安,ul 乌,ne 内,hol 荷,ja 贾'
    .split(',')
    .map((p) => p.split(' ') as [string, string]);

/** @returns [in Latin letters, in Han], the same sounds. 27,000 of three syllables. */
export function inventName(next: () => number, syllables: number): readonly [string, string] {
  let latin = '';
  let han = '';
  for (let i = 0; i < syllables; i++) {
    const [l, h] = SYLLABLES[Math.floor(next() * SYLLABLES.length)]!;
    latin += l;
    han += h;
  }
  return [latin[0]!.toUpperCase() + latin.slice(1), han];
}
