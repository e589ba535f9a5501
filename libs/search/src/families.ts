/**
 * Words of the sector that mean one thing and that no dictionary joins: the noun with its adjective, its verb and its
 * person. A line is a family; a word may be in several.
 */
export const FAMILIES = `
reintegracja reintegracyjny reintegrować
integracja integracyjny integrować
aktywizacja aktywizacyjny aktywizować
rehabilitacja rehabilitacyjny rehabilitować
terapia terapeutyczny terapeuta
spółdzielnia spółdzielczy spółdzielca spółdzielczość spółdzielczyni
człowiek ludzie ludzki
rok lata roczny
zatrudnienie zatrudniać zatrudnić zatrudnieniowy
praca pracować pracowniczy
pracownik pracownica pracowniczy
bezdomność bezdomny
bezrobocie bezrobotny
niepełnosprawność niepełnosprawny
uzależnienie uzależniony uzależnić
zadłużenie zadłużyć zadłużony oddłużenie oddłużyć oddłużać dług
uchodźca uchodźczyni uchodźczy uchodźstwo
migrant migracja migracyjny migrantka imigrant
senior senioralny seniorka
młodzież młodzieżowy młody
więzień więzienie więzienny penitencjarny skazany
opieka opiekuńczy opiekun opiekunka
gastronomia gastronomiczny
kuchnia kuchenny kucharz kucharka kulinarny
stolarnia stolarski stolarz stolarstwo
krawiectwo krawiecki krawiec krawcowa szycie szyć
ogród ogrodniczy ogrodnik ogrodnictwo
sprzątanie sprzątać porządkowy porządki
pralnia pralniczy
remont remontowy remontować
budowa budowlany budownictwo budować
rolnictwo rolniczy rolny rolnik
rękodzieło rękodzielniczy rękodzielnik
ceramika ceramiczny
recykling recyklingowy
transport transportowy dowóz dowozić
dotacja dotacyjny dotować
finanse finansowy finansować finansowanie sfinansować
koszt kosztowy kosztować
budżet budżetowy
samorząd samorządowy
gmina gminny
powiat powiatowy
województwo wojewódzki
marszałek marszałkowski
urząd urzędowy urzędnik
ministerstwo ministerialny minister
konwent konwentowy
ustawa ustawowy
prawo prawny prawnik prawniczy
umowa umowny
komornik komorniczy
sąd sądowy
alimenty alimentacyjny
przemoc przemocowy
edukacja edukacyjny edukować
szkolenie szkoleniowy szkolić
nauka uczyć
zawód zawodowy
staż stażowy stażysta stażystka
praktyka praktykant
wolontariat wolontariusz wolontariuszka wolontariacki
psycholog psychologiczny psychologia
psychiatria psychiatryczny psychiatra
zdrowie zdrowotny
rodzina rodzinny
dziecko dzieci dziecięcy
kobieta kobiecy
mieszkanie mieszkaniowy mieszkalnictwo
społeczność społecznościowy
społeczny socjalny
gospodarka gospodarczy
ekonomia ekonomiczny
przedsiębiorstwo przedsiębiorca przedsiębiorczość
współpraca współpracować
partnerstwo partnerski partner
doradztwo doradczy doradca doradzać
mentor mentoring mentorski
warsztat warsztatowy
świadczenie świadczeniowy
zamówienie zamówieniowy
klauzula klauzulowy
wieś wiejski
miasto miejski
cyfryzacja cyfrowy
komputer komputerowy informatyczny
internet internetowy
sklep sklepowy sprzedaż sprzedawać
produkcja produkcyjny produkować
usługa usługowy
mobilność mobilny
dostępność dostępny
ewaluacja ewaluacyjny ewaluować
monitoring monitorować
stanowisko stanowić
głosowanie głosować głos
deklaracja deklarować deklaracyjny
rekomendacja rekomendować rekomendacyjny
konsultacja konsultacyjny konsultować
standard standaryzacja standardowy
certyfikat certyfikacja certyfikować
`;

/** What the sector shortens; a text that has the one is found by the other. */
export const SHORT_FORMS: Readonly<Record<string, string>> = {
  cis: 'centrum integracji społecznej',
  kis: 'klub integracji społecznej',
  zaz: 'zakład aktywności zawodowej',
  wtz: 'warsztat terapii zajęciowej',
  sds: 'środowiskowy dom samopomocy',
  owes: 'ośrodek wsparcia ekonomii społecznej',
  rops: 'regionalny ośrodek polityki społecznej',
  ops: 'ośrodek pomocy społecznej',
  mops: 'miejski ośrodek pomocy społecznej',
  gops: 'gminny ośrodek pomocy społecznej',
  cus: 'centrum usług społecznych',
  pup: 'powiatowy urząd pracy',
  pcpr: 'powiatowe centrum pomocy rodzinie',
  ngo: 'organizacja pozarządowa',
  pes: 'podmiot ekonomii społecznej',
  pfron: 'państwowy fundusz rehabilitacji osób niepełnosprawnych',
  efs: 'europejski fundusz społeczny',
  jst: 'jednostka samorządu terytorialnego',
};
