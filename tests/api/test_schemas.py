"""The schemas keep up with what they are written after by hand: facets and the fields of deeds."""

import pytest
from ninja import Schema

from records.api.schemas import (
    DistinctionSummary,
    FacetParams,
    FigureSummary,
    MeasureText,
    RecipientSummary,
    RecordDetail,
    SectionText,
)
from records.deeds.document import Award, Deeds, Figure, Measure, Recipient, Section
from records.deeds.fields import columns
from records.search.facets import FACETS

OF_THE_PAGE = {"chart"}  # how a figure is drawn says nothing of the honored
OF_THE_RECORD = {"post"}  # what a person was when honored, so that it stands there


def test_records_are_chosen_by_each_facet_under_its_parameter_and_by_nothing_else() -> None:
    named = [field.alias or name for name, field in FacetParams.model_fields.items()]
    assert sorted(named) == sorted(facet.parameter for facet in FACETS)


@pytest.mark.parametrize(
    ("part", "schema"),
    [
        (Deeds, RecordDetail),
        (Section, SectionText),
        (Measure, MeasureText),
        (Figure, FigureSummary),
        (Recipient, RecipientSummary),
        (Award, DistinctionSummary),
    ],
)
def test_answer_has_all_that_deeds_say(part: type, schema: type[Schema]) -> None:
    kept_elsewhere = OF_THE_PAGE | (OF_THE_RECORD & RecordDetail.model_fields.keys())
    assert set(columns(part)) - schema.model_fields.keys() - kept_elsewhere == set()
