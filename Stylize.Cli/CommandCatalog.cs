using Stylize.Engine.Catalog.Sheets;
using Stylize.Engine.Measuring;
using Stylize.Engine.Operations.Verbs;
using Stylize.Workers.Watching;
using Stylize.Workers.Work;

namespace Stylize.Cli;

/// <summary>All commands in the order of the help: those of the operations first.</summary>
internal static class CommandCatalog
{
    public static IReadOnlyList<Entry> Entries { get; } =
    [
        .. OperationCatalog.All.Select(OfOperation).DistinctBy(entry => entry.Name),
        OfVerb("merge", MergeVerb.Summary, () => new MergeVerb()),
        OfVerb("wells", WellsVerb.Summary, () => new WellsVerb()),
        OfVerb("hits", HitsVerb.Summary, () => new HitsVerb()),
        OfVerb("tracks", TracksVerb.Summary, () => new TracksVerb()),
        OfVerb("export", ExportVerb.Summary, () => new ExportVerb()),
        OfQuery("compare", CompareVerb.Summary, () => new CompareVerb()),
        OfQuery("provenance", ProvenanceVerb.Summary, () => new ProvenanceVerb()),
        new(ListCommand.CommandName, ListCommand.Summary, host => new ListCommand(host)),
        new("presets", PresetsVerb.Summary, host => new VerbCommand(
            host, "presets", new PresetsVerb(), SavePresetCommand.Create(host),
            new VerbCommand(host, "remove", new RemovePresetVerb()))),
        new(StudioCommand.CommandName, StudioCommand.Summary, host => new StudioCommand(host)),
        OfVerb("palettes", PalettesVerb.Summary, () => new PalettesVerb()),
        OfVerb("formats", FormatsVerb.Summary, () => new FormatsVerb()),
        OfVerb("tune", TuneVerb.Summary, () => new TuneVerb()),
        new(SubmitCommand.CommandName, SubmitCommand.Summary, host => new SubmitCommand(host)),
        OfVerb("worker", WorkerVerb.Summary, () => new WorkerVerb
        {
            OpenStores = hosts => new AllowedServers(hosts).Open, IsShared = MeasurementStores.IsPostgres,
        }),
        new(WatchCommand.CommandName, WatchCommand.Summary, host => new WatchCommand(host)),
        OfVerb("batches", BatchesVerb.Summary, () => new BatchesVerb()) with { Synonyms = [new("stop", " --cancel")] },
        OfVerb("measure", MeasureVerb.Summary, () => new MeasureVerb()),
        new(CompletionCommand.CommandName, CompletionCommand.Summary, host => new CompletionCommand(host)),
        new(HelpCommand.CommandName, HelpCommand.Summary, _ => new HelpCommand()),
    ];

    private static Entry OfOperation(OperationDefinition operation) =>
        operation.Name.StartsWith(GaussianCommand.CommandName + " ", StringComparison.Ordinal)
            ? new(GaussianCommand.CommandName, GaussianCommand.Summary, host => new GaussianCommand(host))
            : new(operation.Name, operation.Summary, host => OperationCommand.Create(host, operation))
            {
                Synonyms = operation.Synonyms,
            };

    internal static Entry OfVerb(string name, string summary, Func<IVerb> create) =>
        new(name, summary, host => new VerbCommand(host, name, create()));

    private static Entry OfQuery(string name, string summary, Func<IQueryVerb> create) =>
        new(name, summary, host => new QueryVerbCommand(host, name, create()));

    internal sealed record Entry(string Name, string Description, Func<CommandHost, Command> Create)
    {
        /// <summary>Words for which the command is suggested, and the options that they mean.</summary>
        public IReadOnlyList<KeyValuePair<string, string>> Synonyms { get; init; } = [];
    }
}
