using Stylize.Engine.Segmentation.Plates;
using Stylize.Engine.Segmentation.Plates.Plan;

namespace Stylize.Cli.Commands;

internal sealed class ListCommand : InputCommand
{
    public const string CommandName = "list";
    public const string Summary = "List the inputs of a run, one path per line, for --input-list and --shard.";

    private readonly Option<string> _operation;
    private readonly Option<string> _namePattern;
    private readonly Option<bool> _print0;
    private readonly Option<bool> _includeResults;
    private IReadOnlySet<string>? _extensions;
    private bool _includesSubfolders;

    public ListCommand(CommandHost host)
        : base(host, CommandName, Summary)
    {
        _operation = Declare<string>("--operation", "command",
            "Command that will read the list; may also precede the inputs.");
        _namePattern = Declare<string>("--name-pattern", "regex", "Pattern for the names of tiles, as in segment.");
        _print0 = Declare<bool>("--print0", null, "End each path with a NUL character, for --input-list with --null.");
        _includeResults =
            Declare<bool>("--include-results", null, "Also list inputs that are results of the operation.");
        Finish(
            "stylize list photos > photos.txt",
            "stylize list pixel-art \"photos/**/*.jpg\" > manifest.txt",
            "stylize list segment plate > manifest.txt",
            "stylize segment --input-list manifest.txt --shard 3/16 -o out");
    }

    /// <summary>A listed input that does not exist stays in the list, so that all shards divide the same one.</summary>
    protected override bool RequiresListed => false;

    protected override int Run(ParseResult values)
    {
        var operation = (values.GetValue(_operation) ?? LeadingCommand(values)) is { } name
            ? OperationCatalog.Find(name, OperationCatalog.All)
            : null;
        _includesSubfolders = operation?.IncludesSubfolders == true;
        _extensions = operation?.InputExtensions;
        var exitCode = ExitCode.AllDone;
        var paths = new List<string>();
        var named = NamedInputs(values);
        var isResult = operation is { Outputs: not null } && !values.GetValue(_includeResults)
            ? ResultFiles.SkippedBy(operation, Host.Codec, named)
            : null;
        var skipped = new SkippedResults();
        foreach (var input in Paths(values))
        {
            if (input.Failure is { } failure)
            {
                Fail(failure);
            }
            else if (!named.IsOnly(input.Path) && isResult?.Invoke(input.Path) == true)
            {
                skipped.Add(input.Path);
            }
            else
            {
                paths.Add(input.Path);
            }
        }

        if (skipped.Warning is { } warning)
        {
            Host.Warn(warning);
        }

        var units = operation is { Outputs: null } ? Wells(values, paths, Fail) : paths.Select(path => new[] { path });
        foreach (var path in InShard(values, units).SelectMany(unit => unit))
        {
            if (values.GetValue(_print0))
            {
                Host.Out.Write(path);
                Host.Out.Write('\0');
            }
            else
            {
                Host.Out.WriteLine(path);
            }
        }

        Host.Out.Flush();
        return exitCode;

        void Fail(StylizeException failure)
        {
            exitCode = ExitCode.With(exitCode, failure);
            FailureText.Write(Host.Error, failure);
        }
    }

    /// <summary>A list for segment includes the subfolders of a plate folder, as segment does.</summary>
    protected override bool IsPlate => _includesSubfolders;

    protected override IReadOnlySet<string> InputExtensions => _extensions ?? base.InputExtensions;

    protected override IEnumerable<string> Named(ParseResult values)
    {
        var arguments = base.Named(values);
        return values.GetValue(_operation) is null && LeadingCommand(values) is { } command
            ? arguments.Skip(command.Split(' ').Length)
            : arguments;
    }

    /// <summary>Returns the command that stands before the inputs; null if absent.</summary>
    private string? LeadingCommand(ParseResult values)
    {
        var words = base.Named(values).Take(2).ToArray();
        return words.Length == 0 || Path.Exists(Host.FullPath(words[0])) ? null
            : OperationCatalog.All.Select(o => o.Name)
                .FirstOrDefault(name => name == words[0] || name == string.Join(' ', words));
    }

    private List<string[]> Wells(ParseResult values, IReadOnlyList<string> paths, Action<StylizeException> fail)
    {
        var options =
            new PlateOptions { NamePattern = values.GetValue(_namePattern) ?? new PlateOptions().NamePattern };
        options.Validate();
        var plan = PlatePlan.Make(paths, options, Host.Codec, cancellation: Host.Cancellation);
        foreach (var problem in plan.Problems)
        {
            fail(problem);
        }

        return
        [
            .. plan.Tiles.GroupBy(tile => (tile.Experiment, tile.Well, tile.Timepoint))
                .Select(well => well.SelectMany(tile => tile.Planes).Select(plane => plane.Path).Distinct().ToArray()),
        ];
    }
}
