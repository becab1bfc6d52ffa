/** Month names of the languages that feeds are written in, without accents, shortened to what tells them apart. */
const NAMES: readonly string[] = [
  'january jan januar janner jaenner janvier janv enero ene gennaio gen janeiro januari styczen stycznia sty leden ledna tammikuu ocak oca januarie ianuarie января январь янв января. ιανουαριος ιανουαριου ιαν ιανουάριος január janv. січня',
  'february feb februar fevrier fevr febrero febbraio fevereiro fev februari luty lutego lut unor unora helmikuu subat sub febr февраля февраль фев φεβρουαριος φεβρουαριου φεβ február лютого',
  'march mar marz maerz mrz mars marzo março marco maart mrt marzec marca brezen brezna maaliskuu mart marcius marc марта март мар μαρτιος μαρτιου μαρ március márc březen března березня',
  'april apr avril avr abril abr aprile kwiecien kwietnia kwi duben dubna huhtikuu nisan nis aprilis апреля апрель апр απριλιος απριλιου απρ április квітня',
  'may mai mayo maggio mag maio mei maj maja kveten kvetna toukokuu mayis majus мая май μαιος μαιου μαι május травня',
  'june jun juni juin junio giugno giu junho czerwiec czerwca cze cerven cervna kesakuu haziran haz junius июня июнь июн ιουνιος ιουνιου ιουν ιον június червня',
  'july jul juli juillet juil julio luglio lug julho lipiec lipca lip cervenec cervence heinakuu temmuz tem julius июля июль июл ιουλιος ιουλιου ιουλ ιολ július липня',
  'august aug aout agosto ago augustus sierpien sierpnia sie srpen srpna elokuu agustos agu augusztus августа август авг αυγουστος αυγουστου αυγ серпня',
  'september sep sept septembre septiembre settembre set setembro wrzesien wrzesnia wrz zari syyskuu eylul eyl szeptember szept сентября сентябрь сен сент σεπτεμβριος σεπτεμβριου σεπ вересня',
  'october oct oktober okt octobre octubre ottobre ott outubro out pazdziernik pazdziernika paz rijen rijna lokakuu ekim eki oktober октября октябрь окт οκτωβριος οκτωβριου οκτ október жовтня',
  'november nov novembre noviembre novembro listopad listopada lis marraskuu kasim kas ноября ноябрь ноя νοεμβριος νοεμβριου νοε листопада',
  'december dec dezember dez decembre diciembre dic dicembre dezembro grudzien grudnia gru prosinec prosince joulukuu aralik ara decembrie декабря декабрь дек δεκεμβριος δεκεμβριου δεκ грудня',
];
const plain = (word: string): string =>
  word
    .toLowerCase()
    .replace(/\.$/, '')
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/ı/g, 'i')
    .replace(/ł/g, 'l')
    .normalize('NFC');
const MONTHS: ReadonlyMap<string, number> = new Map(
  NAMES.flatMap((names, i) => names.split(' ').map((name) => [plain(name), i + 1] as const)),
);

/** 1 to 12, or undefined for a word that names no month. */
export const monthNumber = (word: string): number | undefined =>
  MONTHS.get(word.toLowerCase()) ?? MONTHS.get(plain(word));
