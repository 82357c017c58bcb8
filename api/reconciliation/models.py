"""The JSON of reconciliation, declared as the Reconciliation Service API 0.2 describes it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, RootModel

from api.routers.models import Model


class TypeReference(Model):
    """A type by its identifier and its name."""

    id: str
    name: str


class TypeModel(TypeReference):
    """A type, with those directly above it."""

    description: str | None = None
    broader: list[TypeReference] | None = None


class TemplateModel(Model):
    """An address with ``{{id}}`` where the identifier goes, percent-encoded."""

    url: str


class PreviewModel(TemplateModel):
    """Where a preview is, and the size in pixels of the frame that it fits."""

    width: int
    height: int


class SuggestServiceModel(Model):
    """Where suggestions are, and small previews of them: URL and path, to be joined."""

    service_url: str
    service_path: str
    flyout_service_url: str
    flyout_service_path: str


class SuggestModel(Model):
    """The three services that complete what is being typed."""

    entity: SuggestServiceModel
    property: SuggestServiceModel
    type: SuggestServiceModel


class ServicePathModel(Model):
    """The parts of an address, to be joined."""

    service_url: str
    service_path: str


class ChoiceModel(Model):
    """One of the values of a setting."""

    value: str
    name: str


class SettingModel(Model):
    """What may be chosen of a column that is fetched."""

    name: str
    label: str
    type: Literal["number", "text", "checkbox", "select"]
    default: int | bool | str
    help_text: str
    choices: list[ChoiceModel] | None = None


class ExtendModel(Model):
    """Where properties to fetch are proposed, and how a column may be made."""

    propose_properties: ServicePathModel
    property_settings: list[SettingModel]


class ManifestModel(Model):
    """What the service offers and where."""

    versions: list[str]
    name: str
    identifierSpace: str  # noqa: N815 - the specification's names
    schemaSpace: str  # noqa: N815
    defaultTypes: list[TypeModel]  # noqa: N815
    documentation: str
    logo: str
    serviceVersion: str  # noqa: N815
    view: TemplateModel
    feature_view: TemplateModel
    preview: PreviewModel
    suggest: SuggestModel
    extend: ExtendModel
    batchSize: int  # noqa: N815


class FeatureModel(Model):
    """A part of a score; `/reconcile/features/{id}` tells what it is."""

    id: str
    value: bool | float


class CandidateModel(Model):
    """A thing that a name may mean; the score is of 100, the best come first."""

    id: str
    name: str
    description: str | None = None
    type: list[TypeReference]
    score: float
    match: bool = Field(description="true se è sicuramente lei, e lei sola")
    features: list[FeatureModel]


class ResultModel(Model):
    """The candidates of one query."""

    result: list[CandidateModel]


class ResultBatchModel(RootModel[dict[str, ResultModel]]):
    """The results of a batch, under the keys of its queries."""


class ColumnModel(Model):
    """A property that was fetched; `type` is that of its values where they are things."""

    id: str
    name: str
    type: TypeReference | None = None


class ExtensionModel(Model):
    """For each identifier and each property its values: things, ``str``, ``int`` or ``float``."""

    meta: list[ColumnModel]
    rows: dict[str, dict[str, list[dict[str, Any]]]]


class SuggestedEntityModel(Model):
    """A thing whose name begins as was typed."""

    id: str
    name: str
    description: str | None = None
    notable: list[TypeReference]


class SuggestedEntitiesModel(Model):
    """Things to choose from."""

    result: list[SuggestedEntityModel]


class SuggestedTypesModel(Model):
    """Types to choose from."""

    result: list[TypeModel]


class PropertyModel(Model):
    """A property that queries may name, or that may be fetched."""

    id: str
    name: str
    description: str | None = None


class SuggestedPropertiesModel(Model):
    """Properties to choose from."""

    result: list[PropertyModel]


class ProposalModel(Model):
    """The properties that things of a type have."""

    properties: list[PropertyModel]
    type: str | None = None
    limit: int | None = None


class FlyoutModel(Model):
    """A few words of HTML about what is suggested."""

    id: str
    html: str
