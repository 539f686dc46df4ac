using Stylize.Engine.Operations.Verbs;

namespace Stylize.Storage;

/// <summary>Merges databases of measurements.</summary>
[Verb("Merge-StylizeDatabase", Summary, Asks = true, HasProgress = true,
    Output = "System.IO.FileInfo, Stylize.OutputFile",
    Examples =
    [
        "stylize segment --input-list manifest.txt --shard 1/2 -o out --database out/part1.sqlite",
        "stylize segment --input-list manifest.txt --shard 2/2 -o out --database out/part2.sqlite",
        "stylize merge out/part1.sqlite out/part2.sqlite -o out/segmentation.sqlite",
    ])]
[VerbInputs("databases", "SQLite files that segment has written, or quoted patterns.", Extensions = [".sqlite", ".db"],
    KeepsFolders = true, NeedsAll = true)]
internal sealed record MergeVerb : IInputVerb
{
    public const string Summary = "Merge SQLite databases of measurements, such as those of several shards.";

    public IReadOnlyList<string> Inputs { get; set; } = [];

    [Option("Merged database.", Group = HelpGroup.Common, IsFile = true, Required = true, Letter = "o", Position = 1)]
    public string DestinationPath { get; init; } = "";

    [Option("Replace an existing file.", Group = HelpGroup.Common)]
    public bool Force { get; init; }

    public void Run(IVerbRun run)
    {
        if (!run.Confirm(DestinationPath, $"Merge {Plural.WithCount(Inputs.Count, "database")}")) return;

        if (MeasurementStores.Merge(Inputs, DestinationPath, Force, run.Cancellation) is { } limitation)
        {
            run.Warn(limitation);
        }

        run.Write(VerbRow.ForFile(DestinationPath, [new("Databases", Inputs.ToArray())]));
    }
}
