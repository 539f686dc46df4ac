namespace Stylize.Cli.Commands;

internal sealed class MergeCommand : Command
{
    public const string CommandName = "merge";
    public const string Summary = "Merge SQLite databases of measurements, such as those of several shards.";

    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase) { ".sqlite", ".db" };

    private readonly CommandHost _host;

    private readonly Argument<string[]> _databases = new("databases")
    {
        Arity = ArgumentArity.OneOrMore,
        Description = "SQLite files that segment has written, or quoted patterns.",
    };

    private readonly Option<string> _destinationPath = new("--destination-path", "-o")
    {
        Description = "Merged database.",
        HelpName = "file",
        Required = true,
    };

    private readonly Option<bool> _force = new("--force") { Description = "Replace an existing file." };

    public MergeCommand(CommandHost host)
        : base(CommandName, Summary)
    {
        _host = host;
        Arguments.Add(_databases);
        Options.Add(_destinationPath);
        Options.Add(_force);
        SetAction(Run);
        HelpText.Extend(
            this,
            [
                "stylize segment --input-list manifest.txt --shard 1/2 -o out --database out/part1.sqlite",
                "stylize segment --input-list manifest.txt --shard 2/2 -o out --database out/part2.sqlite",
                "stylize merge out/part1.sqlite out/part2.sqlite -o out/segmentation.sqlite",
            ]);
    }

    private int Run(ParseResult values)
    {
        var target = _host.FullPath(values.GetValue(_destinationPath)!);
        var found = new InputExpansion(_host, () => Extensions).Expand(values.GetValue(_databases)!).ToList();
        if (found.FirstOrDefault(path => path.Failure is not null)?.Failure is { } failure) throw failure;

        string[] databases = [.. found.Select(path => path.Path)];
        MeasurementStores.Merge(databases, target, values.GetValue(_force), _host.Cancellation);
        _host.Out.WriteLine(target);
        return ExitCode.AllDone;
    }
}
