namespace Stylize.Cli.Commands;

/// <summary>A command that runs one long task for the operation that its first argument names.</summary>
internal abstract class WorkCommand : HostCommand
{
    private readonly Argument<string> _operation;
    private readonly Argument<string[]> _inputs;
    private readonly Option<bool> _force = new("--force") { Description = "Replace existing files." };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object per result." };

    protected WorkCommand(
        CommandHost host, string name, string description, ArgumentArity inputs, Func<OperationDefinition, bool>? does = null)
        : base(host, name, description)
    {
        var operations = OperationCatalog.WithPresets.Where(does ?? (_ => true));
        _operation = DeclareArgument<string>(
            "operation", ArgumentArity.ExactlyOne, $"One of {string.Join(", ", operations.Select(operation => operation.Word))}.");
        _operation.HelpName = "operation";
        _inputs = DeclareArgument<string[]>("inputs", inputs, "Files, folders, or quoted patterns with *, ? and ** (any subfolders).");
    }

    protected override void AddShared()
    {
        Options.Add(_force);
        Options.Add(_json);
        Options.Add(Quiet);
    }

    protected OperationDefinition Operation(ParseResult values) => OperationCatalog.Find(values.GetValue(_operation)!);

    /// <summary>Returns the full paths of the inputs, and reports those that are missing.</summary>
    protected IReadOnlyList<string> Inputs(ParseResult values, out bool anyFailed)
    {
        var expansion = new InputExpansion(Host, () => FileExtensions.ForFormats(Host.Codec.ReadFormats));
        var found = expansion.Expand(values.GetValue(_inputs) ?? []).ToArray();
        foreach (var failure in found.Select(f => f.Failure).OfType<StylizeException>())
        {
            FailureText.Write(Host.Error, failure);
        }

        anyFailed = found.Any(f => f.Failure is not null);
        return [.. found.Where(f => f.Failure is null).Select(f => f.Path)];
    }

    protected bool Force(ParseResult values) => values.GetValue(_force);

    protected bool AsJson(ParseResult values) => values.GetValue(_json);

    protected WorkDisplay Display(ParseResult values) => new(Host, values.GetValue(Quiet));
}
