using System.CommandLine;
using Stylize.Cli.Hosting;
using Stylize.Cli.Output;
using Stylize.Engine;
using Stylize.Engine.Catalog;
using Stylize.Engine.Operations;

namespace Stylize.Cli.Commands;

/// <summary>`stylize presets`: what presets there are, and what they set.</summary>
internal sealed class PresetsCommand : Command
{
    public const string CommandName = "presets";
    public const string Summary = "List the presets of an operation, built in and saved.";

    private readonly CommandHost _host;
    private readonly Argument<string?> _operation = new("operation") { Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _json = new("--json") { Description = "Write one JSON object a preset." };

    public PresetsCommand(CommandHost host)
        : base(CommandName, Summary)
    {
        _host = host;
        _operation.Description = "One of " + string.Join(", ", OperationCatalog.All.Select(o => o.Name)) + "; default all.";
        Arguments.Add(_operation);
        Options.Add(_json);
        HelpText.Extend(this, ["stylize presets", "stylize presets pixel-art --json"]);
        SetAction(Run);
    }

    private int Run(ParseResult values)
    {
        var operations = values.GetValue(_operation) is { } name ? [OperationCatalog.Find(name)] : OperationCatalog.All;
        var saved = new UserPresets();
        var exitCode = ExitCode.AllDone;
        foreach (var operation in operations)
        {
            foreach (var preset in operation.Presets.Keys.Concat(saved.Names(operation)))
            {
                try
                {
                    Show(operation, preset, saved.Load(operation, preset), values.GetValue(_json));
                }
                catch (StylizeException failure)
                {
                    exitCode = ExitCode.SomeFailed;
                    FailureText.Write(_host.Error, failure);
                }
            }
        }

        return exitCode;
    }

    private void Show(OperationDescriptor operation, string preset, IOperationOptions options, bool json)
    {
        var builtIn = operation.Presets.ContainsKey(preset);
        var differences = operation.DifferencesFromDefault(options);
        if (json)
        {
            JsonLine.Write(_host.Out,
                [new("Operation", operation.Name), new("Name", preset), new("BuiltIn", builtIn), new("Options", differences)]);
        }
        else
        {
            var text = string.Join(", ", differences.Select(TextField.Format));
            _host.Out.WriteLine($"{operation.Name} {preset}{(builtIn ? "" : " (saved)")}{(text.Length == 0 ? "" : $": {text}")}");
        }
    }
}
