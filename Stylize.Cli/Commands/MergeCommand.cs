namespace Stylize.Cli.Commands;

internal sealed class MergeCommand : HostCommand
{
    public const string CommandName = "merge";
    public const string Summary = "Merge SQLite databases of measurements, such as those of several shards.";

    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase) { ".sqlite", ".db" };

    private readonly Argument<string[]> _databases;
    private readonly Option<string> _destinationPath;
    private readonly Option<bool> _force;

    public MergeCommand(CommandHost host)
        : base(host, CommandName, Summary)
    {
        _databases = DeclareArgument<string[]>(
            "databases", ArgumentArity.OneOrMore, "SQLite files that segment has written, or quoted patterns.");
        _destinationPath = Declare<string>("--destination-path", "file", "Merged database.", "-o");
        _destinationPath.Required = true;
        _force = Declare<bool>("--force", null, "Replace an existing file.");
        Options.Add(Quiet);
        Finish(
            "stylize segment --input-list manifest.txt --shard 1/2 -o out --database out/part1.sqlite",
            "stylize segment --input-list manifest.txt --shard 2/2 -o out --database out/part2.sqlite",
            "stylize merge out/part1.sqlite out/part2.sqlite -o out/segmentation.sqlite");
    }

    protected override int Run(ParseResult values)
    {
        var target = Host.FullPath(values.GetValue(_destinationPath)!);
        var found = new InputExpansion(Host, () => Extensions).Expand(values.GetValue(_databases)!).ToList();
        if (found.FirstOrDefault(path => path.Failure is not null)?.Failure is { } failure) throw failure;

        string[] databases = [.. found.Select(path => path.Path)];
        if (MeasurementStores.Merge(databases, target, values.GetValue(_force), Host.Cancellation) is { } limitation)
        {
            Host.Warn(limitation);
        }

        Host.Out.WriteLine(target);
        return ExitCode.AllDone;
    }
}
