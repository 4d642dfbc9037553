"""The commands `suasion tariff rate|cost|world|template`: a rate and why, a ledger, the long run, an empty ledger.

Mounted by `cli`, which says what exit codes mean. Heavy imports wait until a command runs.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from suasion.errors import InputError, known_words

tariff_app = typer.Typer(
    help="Tariffs: the rate of an entry and why, what a firm's ledger pays, what countries lose and gain.",
    no_args_is_help=True,
)

AccordName = Annotated[str | None, typer.Option("--accord", metavar="ID_OR_FILE", help="Accord whose duty is added.")]
Out = Annotated[Path | None, typer.Option(metavar="DIR", help="Folder for the files.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
NoMeasures = Annotated[bool, typer.Option("--no-measures", help="Leave out the shipped US measures of 2018 to 2026.")]


@tariff_app.command("rate")
def rate(
    hts: Annotated[str, typer.Argument(metavar="HTS", help="Tariff code of 8 or 10 digits.")],
    origin: Annotated[str, typer.Option(metavar="COUNTRY", help="Country of origin: MX, MEX or Mexico.")],
    on: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Day of entry for consumption.")] = None,
    start: Annotated[str | None, typer.Option("--from", metavar="YYYY-MM-DD", help="First day of a table.")] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="YYYY-MM-DD", help="Last day of a table.")] = None,
    accord: AccordName = None,
    variant: Annotated[str | None, typer.Option(help="Variant of the accord; as written if none is named.")] = None,
    mode: Annotated[str, typer.Option(help="vessel, truck, rail, air or other.")] = "other",
    loaded: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Day of loading on the final vessel.")
    ] = None,
    usmca: Annotated[str, typer.Option(metavar="SHARE", help="Share of the value that claims USMCA: yes, 80%.")] = "0",
    metal: Annotated[str, typer.Option(metavar="SHARE", help="Share of the value that is metal.")] = "100%",
    normal_rate: Annotated[
        str | None, typer.Option(metavar="RATE", help="Normal rate, 2.5%; else that of January 2025.")
    ] = None,
    no_measures: NoMeasures = False,
    as_json: Json = False,
) -> None:
    """Which rate an entry has on a day, and why, with the place where it is written.

    With --from and --to also the days between on which it changes.
    Try it: suasion tariff rate 7326.90.8688 --origin CN --on 2025-12-01
    """
    from suasion.show.tariff.rate import Entry, rate_answers, rate_screen
    from suasion.show.tariff.requests import read_day, read_word, standing, tariff_line
    from suasion.show.terminal import console
    from suasion.trade.ledger import cells
    from suasion.trade.rates.measures import MODES
    from suasion.trade.rates.programmes import read_country
    from suasion.world.result import json_text
    from suasion.world.tariff_measures import tariff_measures

    first, last = read_day("--from", start), read_day("--to", end)
    if (first is None) != (last is None):
        raise InputError("--from" if first is None else "--to", "is missing. A table needs both --from and --to")
    if first is not None and last is not None and last < first:
        raise InputError("--to", f"{last} is before --from {first}. Give a later day")
    day = read_day("--on", on) or first
    if day is None:
        raise InputError("--on", "no day of entry. Give --on 2019-08-01, or --from and --to")
    if mode not in MODES:
        raise InputError("--mode", f"`{mode}` is no mode of transport. {known_words(mode, MODES)}")
    at_sea = read_day("--loaded", loaded)
    if at_sea is not None and at_sea > day:
        raise InputError("--loaded", f"{at_sea} is after the day of entry {day}. Give an earlier day")
    came_from = read_word("--origin", read_country, origin)
    claims = read_word("--usmca", cells.share, usmca)
    if claims and came_from not in ("CA", "MX", "US"):
        raise InputError("--usmca", f"goods of {came_from} can not claim USMCA. Leave it out")
    entry = Entry(
        read_word("HTS", tariff_line, hts),
        came_from,
        day,
        mode,
        at_sea,
        claims,
        read_word("--metal", cells.share, metal),
        None if normal_rate is None else read_word("--normal-rate", cells.rate, normal_rate),
    )
    measures = [*standing(no_measures)]
    if accord is None and variant is not None:
        raise InputError("--variant", "names a variant of no accord. Give --accord too")
    if accord is not None:
        from suasion.accord import load

        measures += tariff_measures(load(accord, variant).accord)
    answers = rate_answers(entry, measures, None if first is None or last is None else (first, last))
    if as_json:
        sys.stdout.write(json_text(answers))
    else:
        console().print(rate_screen(answers))


@tariff_app.command("cost")
def cost(
    ledger: Annotated[str, typer.Argument(metavar="LEDGER", help="CSV or XLSX of imports; or `example`.")],
    accord: AccordName = None,
    variant: Annotated[
        str | None, typer.Option(help="Variant that says what comes if the threat comes (else as-threatened)")
    ] = None,
    probability: Annotated[
        str | None, typer.Option(metavar="P", help="Probability of the threat, 0.3 or 30%; without it, as if certain.")
    ] = None,
    shift_years: Annotated[int | None, typer.Option(metavar="N", help="Move every day of the ledger N years.")] = None,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Go on without rows that can not be read; list them.")
    ] = False,
    sheet: Annotated[str | None, typer.Option(help="Sheet of a workbook; else its first.")] = None,
    dates: Annotated[str | None, typer.Option(metavar="day-first|month-first", help="How 03/04/2025 is meant.")] = None,
    entry: Annotated[str | None, typer.Option(metavar="NUMBER", help="Show this entry, worked to the cent.")] = None,
    elsewhere: Annotated[str, typer.Option(metavar="COUNTRY", help="Other origin, for break-even prices.")] = "VN",
    quotes: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="Offers: sku, origin, price_ratio; and see the guide.")
    ] = None,
    claim_cost: Annotated[float, typer.Option(metavar="USD", help="Cost of proving USMCA, a product.")] = 0.0,
    no_measures: NoMeasures = False,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """What a firm's own imports pay: duty and cash by month, product, supplier and code, and what a threat adds.

    Writes report.html, answers.json, manifest.json and costs_by_{month,sku,supplier,hts}.csv into --out (with --json
    only if --out is given; otherwise into out/LEDGER). Try it:
    suasion tariff cost example --accord us-mexico-2019 --probability 0.3
    """
    from suasion.show.save import usable
    from suasion.show.tariff import requests
    from suasion.show.tariff.answers import summary, worked_entry
    from suasion.show.tariff.costed import Costed, check_days, in_question, shifted
    from suasion.show.tariff.save import save_cost
    from suasion.show.tariff.screen import cost_screen
    from suasion.show.terminal import console
    from suasion.trade.ledger.offers import read_offers
    from suasion.trade.rates.programmes import read_country, us_coverage
    from suasion.world.result import json_text

    share = requests.read_probability(probability, accord)
    if not 0 <= claim_cost < 1e12:
        raise InputError("--claim-cost", f"{claim_cost:g} is no cost in US dollars. Give 0 or more")
    other = requests.read_word("--elsewhere", read_country, elsewhere)
    document, threat, read_as = requests.read_threat(accord, variant)
    file = requests.ledger_file(ledger)
    if out is None and not as_json:
        out = Path("out") / file.stem
    if out is not None:
        usable(out)
    with console(to_error=True).status(f"reading {file.name}"):
        read = requests.ledger_from(file, skip_bad, dates, sheet)
    offers = None if quotes is None else read_offers(quotes, list(read.frame["sku"].cat.categories))
    if shift_years is not None:
        read = shifted(read, shift_years)
    elif document is not None:
        check_days(file.name, read, threat, document)
    costed = Costed(
        name=file.name,
        ledger=read,
        threat=threat,
        in_force=in_question(requests.standing(no_measures), read),
        probability=share,
        document=document,
        variant=read_as,
        shift_years=shift_years,
        elsewhere=other,
        quotes=offers,
        claim_usd=claim_cost,
        digest=requests.digest(file),
        covered=None if no_measures else us_coverage(),
    )
    shown = None if entry is None else str(requests.read_word("--entry", partial(worked_entry, costed), entry))
    answers = summary(costed)
    if out is not None:
        save_cost(costed, answers, out)
    if as_json:
        sys.stdout.write(json_text(answers))
    else:
        console().print(cost_screen(answers, out, shown))


@tariff_app.command("world")
def world(
    importer: Annotated[str, typer.Option("--on", metavar="COUNTRY", help="Who charges: USA.")] = "USA",
    exporter: Annotated[str, typer.Option("--from", metavar="COUNTRY", help="On whose goods: MEX.")] = "MEX",
    rates: Annotated[
        list[str] | None, typer.Option("--rate", metavar="RATE", help="5% or 0.05. Repeatable (else 5% and 25%).")
    ] = None,
    reply: Annotated[str, typer.Option(metavar="none|equal|both", help="What the partner does.")] = "both",
    model: Annotated[str, typer.Option(metavar="all|one-sector|sectors", help="Which models are asked.")] = "all",
    out: Out = None,
    as_json: Json = False,
) -> None:
    """What a tariff on all goods of a country does to countries in the long run, model beside model, never merged.

    Writes report.html, answers.json, welfare.csv and manifest.json into --out. The first use on a machine compiles.
    """
    from suasion.show.save import usable
    from suasion.show.tariff.requests import read_economy, read_rate
    from suasion.show.tariff.world import FAMILIES, names_of, world_answers, world_screen
    from suasion.show.tariff.world_page import save_world
    from suasion.show.terminal import console
    from suasion.world.long_run import welfare
    from suasion.world.long_run_models import ECONOMIES, MODELS, REPLIES, LongRunTariff, economies_of
    from suasion.world.result import REPORT_FILE, json_text

    if reply not in (*REPLIES, "both"):
        raise InputError("--reply", f"`{reply}` is no reply. {known_words(reply, (*REPLIES, 'both'))}")
    if model not in FAMILIES:
        raise InputError("--model", f"`{model}` is no family of models. {known_words(model, FAMILIES)}")
    asked = sorted({read_rate(text) for text in rates or ("5%", "25%")})
    names = names_of(economies_of("one_sector"))
    parties = [read_economy("--on", importer, names), read_economy("--from", exporter, names)]
    if parties[0] == parties[1]:
        raise InputError("--from", f"{parties[1]} charges no duty on its own goods. Name another country")
    able = [name for name in FAMILIES[model] if set(parties) <= set(economies_of(name))]
    left_out = [MODELS[name] for name in FAMILIES[model] if name not in able]
    if not able:
        few = ", ".join(code for code in economies_of(FAMILIES[model][0]) if code in names)
        raise InputError("--model", f"the sector tables do not hold both countries. Use one-sector, or two of {few}")
    if out is not None:
        usable(out)
    notes = [f"left out, as its tables do not hold both countries: {name}" for name in left_out]
    answered = tuple(REPLIES) if reply == "both" else (reply,)
    tariff = LongRunTariff(parties[0], parties[1])
    told = list(dict.fromkeys([*parties, *ECONOMIES]))
    with console(to_error=True).status("solving"):
        solved = welfare(tariff, asked, economies=told, models=able, replies=answered)
    answers = world_answers(tariff, solved, answered, notes)
    if out is not None:
        save_world(answers, out)
    if as_json:
        sys.stdout.write(json_text(answers))
    else:
        console().print(world_screen(answers, out / REPORT_FILE if out else None))


@tariff_app.command("template")
def template(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="ledger.csv or ledger.xlsx; else standard output.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write a ledger to begin with: every column and two worked rows; a workbook also says what each column holds."""
    from suasion.show.tariff.template import save_template, template_csv

    if file is None:
        sys.stdout.write(template_csv().replace("\r\n", "\n"))
        return
    save_template(file, force=force)
    typer.echo(str(file))
