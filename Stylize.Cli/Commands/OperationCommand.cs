using System.CommandLine;
using Stylize.Cli.Arguments;
using Stylize.Cli.Hosting;
using Stylize.Engine.Catalog;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;

namespace Stylize.Cli.Commands;

/// <summary>A command of one operation.</summary>
internal interface IOperationCommand
{
    OperationDefinition Operation { get; }
}

/// <summary>The command of an operation that writes a file for each input. All of it comes from the operation's definition.</summary>
internal sealed class OperationCommand : FileCommand, IOperationCommand
{
    private readonly PresetOption? _preset;
    private readonly DeclaredOptions[] _options;

    public OperationCommand(CommandHost host, OperationDefinition operation)
        : base(host, operation.Name.Split(' ')[^1], operation.Summary)
    {
        Operation = operation;
        _preset = operation.HasPresets ? DeclarePreset(() => operation.Presets.Keys) : null;
        _options = [.. operation.OptionTypes.Select(type => new DeclaredOptions(this, OptionSet.Of(type)))];
        Finish([.. operation.Examples]);
    }

    public OperationDefinition Operation { get; }

    protected override IReadOnlySet<string> InputExtensions => Operation.InputExtensions ?? base.InputExtensions;

    protected override IOperation? Rehearsed => Operation.Rehearsed?.Invoke();

    /// <summary>The command of any operation.</summary>
    public static Command Of(CommandHost host, OperationDefinition operation) => operation.Kind switch
    {
        OperationKind.Plate => new SegmentCommand(host, operation),
        OperationKind.Objects => new RegionsCommand(host, operation),
        _ => new OperationCommand(host, operation),
    };

    protected override IOperation CreateOperation(ParseResult values) => Operation.Create(Start(values));

    protected override IOperation Learn(ParseResult values, IOperation operation, Func<IReadOnlyList<ImageInput>> inputs)
    {
        if (IsDryRun(values) || Operation.Learns(Start(values)) is not { } learn)
        {
            return operation;
        }

        var known = inputs();
        var display = WorkDisplay(values);
        try
        {
            return learn(known, new OperationContext
            {
                Cancellation = Host.Cancellation, MaxThreads = MaxThreads(values), Progress = display.Report,
            });
        }
        finally
        {
            display.Clear();
        }
    }

    private StartOptions Start(ParseResult values) => Start(values, Operation.Name, _options) with
    {
        Preset = _preset is null ? null : values.GetValue(_preset),
        Destination = Destination(values),
    };
}
