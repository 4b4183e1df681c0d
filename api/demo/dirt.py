"""Owns how rows lose and bend what identifies: codes dropped, names bent, numbers masked, subjects missing.

Refuses touching what it does not know: a row about entities outside the city (a planted case) keeps names and numbers
and is only spelled. What it leaves can be decided by somebody careful: a name that stands for two keeps its number.
"""

from dataclasses import dataclass, field
from random import Random

from api.demo import rates, world
from api.demo.bent_names import bend, mask_name
from api.demo.departments import Sheet, Table, table_of
from api.demo.firms import City
from api.demo.numbers import fifteen
from api.demo.spellings import PARSED, REJECTED, Mark, break_check, spell_code
from api.demo.world import Enterprise, Mention, Person, Row

REGISTRY = frozenset((
    "market_entity", "legal_representative", "shareholder", "code_mapping", "equity_change", "institution",
    "social_organisation",
))  # fmt: skip
KEEPS = {"role": "keep_role"}
KEEPS_SUBJECT = REGISTRY | {"practitioner"}  # a certificate's number still says whose row it is
PUBLIC_MASKS = frozenset(("dishonest_debtor", "unfulfilled_person"))
CODE_TYPES = ("uscc", "org", "reg", "tax", "cert")
CONTEXT_TYPES = frozenset(("persons", "address", "phone"))
SEPARATORS = ("、", ",", ";", "，", "；", " ")
NUMBER_IN_CODE = {"penalty_2016": ("CF_XDR_SFZ", "CF_XDR_ZDM"), "permit_2016": ("XK_XDR_SFZ", "XK_XDR_ZDM")}


@dataclass(slots=True)
class Soiled:
    """A row after dirt: cells, mentions with the names as they stand now, and what was done."""

    cells: dict[str, str]
    mentions: tuple[Mention, ...]
    marks: list[Mark] = field(default_factory=list)
    clean: bool = False


@dataclass(slots=True)
class Dirt:
    """The dirt of one sheet."""

    city: City
    sheet: Sheet
    rng: Random = field(init=False)
    table: Table = field(init=False)
    by_type: dict[str, tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        self.rng = Random(f"{self.city.seed}/dirt/{self.sheet.key}")
        self.table = table_of(self.sheet.format)
        types = dict.fromkeys(column.type for column in self.table.columns)
        self.by_type = {t: tuple(c.code for c in self.table.columns if c.type == t) for t in types}

    def soil(self, row: Row) -> Soiled:
        """The row with its dirt; clean and planted rows keep all that identifies."""
        soiled = Soiled(dict(row.cells), row.mentions, clean=row.clean)
        subject = self.city.entities.get(row.mentions[0].label) if row.mentions else None
        if row.clean or subject is None:
            return soiled
        if self.table.name not in KEEPS_SUBJECT and self.rng.random() < rates.section("cells")["no_subject"]:
            return self._without_subject(soiled)
        if isinstance(subject, Enterprise):
            coded = self._codes(soiled, subject)
            self._firm_name(soiled, subject, coded)
        else:
            coded = True
            self._person_subject(soiled, subject)
        self._residents(soiled, isinstance(subject, Enterprise))
        self._people(soiled, coded)
        return soiled

    def _has(self, soiled: Soiled, *types: str) -> bool:
        return any(soiled.cells.get(code) for t in types for code in self.by_type.get(t, ()))

    def _without_subject(self, soiled: Soiled) -> Soiled:
        for code in self.table.needs:
            soiled.cells.pop(code, None)
        soiled.marks.append((self.table.needs[0], "subject_missing", REJECTED))
        soiled.mentions = ()
        return soiled

    # -- codes ---------------------------------------------------------------------------------------------------------

    def _codes(self, soiled: Soiled, made: Enterprise) -> bool:
        """Drop, swap or break the subject's codes; whether a valid one is left."""
        share, rng = rates.section("codes"), self.rng
        columns = [(t, code) for t in CODE_TYPES for code in self.by_type.get(t, ()) if soiled.cells.get(code)]
        firm = self.city.firm_of.get(made.label)
        precious = self.table.name == "equity_change" or (firm is not None and firm.shared)
        keep = share["keep_registry" if self.table.name in REGISTRY else KEEPS.get(self.table.name, "keep_other")]
        if not columns or not (precious or rng.random() < keep):
            self._lose(soiled, columns)
            return False
        self._keep(soiled, made, columns)
        for _, code in columns:
            if value := soiled.cells.get(code):
                soiled.cells[code] = spell_code(rng, code, value, soiled.marks)
        return True

    def _lose(self, soiled: Soiled, columns: list[tuple[str, str]]) -> None:
        """No valid code is left; one may stay with a wrong check digit."""
        broken = self.rng.random() < rates.section("codes")["wrong_check"]
        for type_, code in columns:
            if broken and type_ in ("uscc", "org", "reg"):
                soiled.cells[code] = break_check(self.rng, code, soiled.cells[code], soiled.marks)
                broken = False
            else:
                soiled.cells[code] = ""

    def _keep(self, soiled: Soiled, made: Enterprise, columns: list[tuple[str, str]]) -> None:
        """Which of the codes stay: mostly the USCC, sometimes only an old number."""
        share, rng = rates.section("codes"), self.rng
        if self.table.name in REGISTRY:
            return
        old = made.est_date < world.MODERN_CODES_FROM
        have = dict(columns)
        dice = rng.random()
        if old and dice < share["org_only"] and made.kind == "enterprise":
            if "org" in have:
                self._only(soiled, columns, "org")
            elif "uscc" in have and self.table.name not in ("tax_penalty", "tax_arrears"):
                soiled.cells[have["uscc"]] = made.org_code
                soiled.marks.append((have["uscc"], "code_old_in_new_column", PARSED))
        elif old and dice < share["org_only"] + share["reg_only"] and "reg" in have:
            self._only(soiled, columns, "reg")
        else:
            for type_, code in columns:
                if type_ != "uscc" and "uscc" in have and rng.random() < 0.65:
                    soiled.cells[code] = ""

    def _only(self, soiled: Soiled, columns: list[tuple[str, str]], wanted: str) -> None:
        for type_, code in columns:
            if type_ != wanted:
                soiled.cells[code] = ""

    # -- names ---------------------------------------------------------------------------------------------------------

    def _firm_name(self, soiled: Soiled, made: Enterprise, coded: bool) -> None:
        share, rng = rates.section("names"), self.rng
        code = next((c for c in self.by_type.get("firm", ()) if soiled.cells.get(c)), None)
        firm = self.city.firm_of.get(made.label)
        if code is None or not made.parts.zihao or (firm is not None and firm.shared):
            return
        context = coded or any(self._has(soiled, t) for t in CONTEXT_TYPES)
        often = share["coded"] if coded else share["uncoded_context"] if context else share["uncoded_bare"]
        if self.table.name in REGISTRY or rng.random() > often:
            return
        kinds, weights = rates.name_kinds(bare=not context)
        for _ in range(3):
            kind = rng.choices(kinds, weights)[0]
            if made.former and rng.random() < share["former"]:
                kind = "name_former"
            name = bend(rng, kind, made, soiled.cells[code])
            if name != soiled.cells[code] and not self._stands_for_another(made, name):
                soiled.cells[code] = name
                soiled.marks.append((code, kind, PARSED))
                return

    def _stands_for_another(self, made: Enterprise, name: str) -> bool:
        """Whether the bent name is the name of another firm of the region."""
        city = made.parts.city
        if made.former and name == made.former[0][0]:
            return False
        return f"{made.region}{name.removeprefix(city)}" in self.city.factory.taken and name.removeprefix(city) != (
            made.parts.zihao + made.parts.trade + made.parts.form + made.parts.branch
        )

    # -- persons -------------------------------------------------------------------------------------------------------

    def _person_subject(self, soiled: Soiled, person: Person) -> None:
        """A natural person's number in the column for codes, as exporters do."""
        rng, share = self.rng, rates.section("cells")["number_in_code_column"]
        if self.table.name == "dishonest_debtor" and rng.random() < share:
            soiled.cells["uni_social_crd_cd"] = person.resident_number
            soiled.marks.append(("uni_social_crd_cd", "number_in_code_column", PARSED))
        source, target = NUMBER_IN_CODE.get(self.table.name, ("", ""))
        if source and soiled.cells.get(source) and rng.random() < share / 4:
            soiled.cells[target] = soiled.cells.pop(source)
            soiled.marks.append((target, "number_in_code_column", PARSED))
        for code in self.by_type.get("uscc", ()):
            if soiled.cells.get(code) == person.resident_number and self.table.name != "dishonest_debtor":
                soiled.cells[code] = self._resident(code, person.resident_number, False, soiled.marks)

    def _residents(self, soiled: Soiled, context: bool) -> None:
        for code in self.by_type.get("resident", ()):
            if value := soiled.cells.get(code):
                soiled.cells[code] = self._resident(code, value, context, soiled.marks)

    def _resident(self, code: str, number: str, context: bool, marks: list[Mark]) -> str:
        """A resident number kept, spelled, lifted back to 15 digits, masked, broken or gone."""
        share, rng = rates.section("residents"), self.rng
        if self.table.name in PUBLIC_MASKS and rng.random() < 0.85:
            return self._mask(code, number, False, marks)
        if rng.random() < share["keep"]:
            if int(number[6:10]) < 1980 and rng.random() < share["fifteen"] * 2:
                marks.append((code, "number_fifteen", PARSED))
                return fifteen(number)
            return spell_code(rng, code, number, marks) if rng.random() < share["spelling"] else number
        dice = rng.random()
        if context and dice < share["wrong_check"]:
            return break_check(rng, code, number, marks)
        if context and dice < share["wrong_check"] + 0.2:
            return ""
        return self._mask(code, number, context, marks)

    def _mask(self, code: str, number: str, context: bool, marks: list[Mark]) -> str:
        """Masked: the area only (where a company stands beside it), or more."""
        share, dice = rates.section("residents"), self.rng.random()
        if context and dice < share["masked_six"]:
            marks.append((code, "number_masked_area", PARSED))
            return number[:6] + "*" * 12
        if dice < share["masked_six"] + share["masked_ten"]:
            marks.append((code, "number_masked_middle", PARSED))
            return number[:10] + "****" + number[14:]
        if dice < 0.85:
            marks.append((code, "number_masked_birth", PARSED))
            return number[:6] + "********" + number[14:]
        marks.append((code, "number_masked_end", PARSED))
        return number[:10] + "********"

    def _people(self, soiled: Soiled, coded: bool) -> None:
        """Names of persons: masked, rare characters lost, traditional; several in one cell separated otherwise."""
        share, rng = rates.section("names"), self.rng
        for type_ in ("persons", "person"):
            for code in self.by_type.get(type_, ()):
                value = soiled.cells.get(code, "")
                if "、" in value and rng.random() < share["separator"]:
                    soiled.cells[code] = value.replace("、", rng.choice(SEPARATORS))
                    soiled.marks.append((code, "several_persons", PARSED))
                elif "、" in value:
                    soiled.marks.append((code, "several_persons", PARSED))
                elif value and "·" not in value:
                    soiled.cells[code] = mask_name(rng, code, value, (self.sheet.encoding, coded), soiled.marks)
