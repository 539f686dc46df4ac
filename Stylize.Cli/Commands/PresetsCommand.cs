using System.CommandLine;
using Stylize.Cli.Arguments;
using Stylize.Cli.Hosting;
using Stylize.Cli.Output;
using Stylize.Engine.Catalog.Sheets;
using Stylize.Engine.Catalog;
using Stylize.Engine.Operations;
using Stylize.Engine.Runs.Targets;
using Stylize.Engine;

namespace Stylize.Cli.Commands;

/// <summary>`stylize presets`: what presets there are, what they set, and what they make of a photograph.</summary>
internal sealed class PresetsCommand : Command
{
    public const string CommandName = "presets";
    public const string Summary = "List the presets of an operation, or show a photograph through each of them.";

    private readonly CommandHost _host;
    private readonly Argument<string?> _operation = new("operation") { Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _json = new("--json") { Description = "Write one JSON object a preset." };
    private readonly Option<string> _try = new("--try")
    {
        HelpName = "photograph",
        Description = "Make one sheet of the photograph through every preset; of pixel art and dot art where no operation is named.",
    };

    private readonly Option<string> _vary = new("--vary")
    {
        HelpName = "option=a,b,c",
        Description = "With --try: one option at several values in place of presets, such as dot-count=5000,20000,80000. "
            + "A choice alone, such as palette or dither, means all its values.",
    };

    private readonly Option<string> _preset = NewOption.Of<string>(
        "--preset", "name", "With --vary: the preset to vary. Default: Default.");

    private readonly Option<string> _destinationPath = new("--destination-path", "-o")
    {
        HelpName = "path",
        Description = "With --try: the sheet's file, or a folder for <stem>.presets.png. Default: shown in the terminal alone.",
    };

    private readonly Option<bool> _force = new("--force") { Description = "Replace an existing sheet." };
    private readonly Option<bool> _show = new("--show") { Description = "Draw the sheet in the terminal as well." };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "No progress bar." };

    public PresetsCommand(CommandHost host)
        : base(CommandName, Summary)
    {
        _host = host;
        _operation.Description = "One of " + string.Join(", ", OperationCatalog.WithPresets.Select(o => o.Word)) + "; default all.";
        Arguments.Add(_operation);
        Options.Add(_json);
        Options.Add(_try);
        Options.Add(_vary);
        Options.Add(_preset);
        Options.Add(_destinationPath);
        Options.Add(_force);
        Options.Add(_show);
        Options.Add(_quiet);
        HelpText.Extend(this, ["stylize presets", "stylize presets pixel-art --json", "stylize presets --try photo.jpg",
            "stylize presets dot-art --try photo.jpg -o sheet.png", "stylize presets --try photo.jpg --vary palette -o sheet.png",
            "stylize presets --try photo.jpg --vary dot-count=5000,20000,80000 -o sheet.png"]);
        SetAction(Run);
    }

    private int Run(ParseResult values)
    {
        if (values.GetValue(_try) is { } photograph) return Try(values, _host.FullPath(photograph));

        var lone = values.GetValue(_vary) is not null ? "Vary"
            : values.GetValue(_destinationPath) is not null ? TargetOptions.DestinationName
            : null;
        if (lone is not null)
        {
            throw new StylizeException(StylizeError.OptionInvalid, lone, $"{{{lone}}} has a meaning only where {{Try}} names a photograph.",
                $"Give {{Try}} too, or leave out {{{lone}}}.");
        }

        var operations = values.GetValue(_operation) is { } name ? [OperationCatalog.Find(name)] : OperationCatalog.WithPresets;
        var saved = new UserPresets();
        var exitCode = ExitCode.AllDone;
        foreach (var operation in operations)
        {
            foreach (var preset in saved.AllNames(operation))
            {
                try
                {
                    Show(operation, preset, saved.Load(operation, preset), values.GetValue(_json));
                }
                catch (StylizeException failure)
                {
                    exitCode = ExitCode.With(exitCode, failure);
                    FailureText.Write(_host.Error, failure);
                }
            }
        }

        return exitCode;
    }

    private int Try(ParseResult values, string photograph)
    {
        var plan = SheetPlan.Read(values.GetValue(_operation), values.GetValue(_preset), values.GetValue(_vary), _host);
        var file = values.GetValue(_destinationPath) is { } path
            ? SheetFile.Of(photograph, _host.FullPath(path) + (Path.EndsInDirectorySeparator(path) ? Path.DirectorySeparatorChar : ""))
            : null;
        var force = values.GetValue(_force);
        file?.Require(force);
        var display = new WorkDisplay(_host, values.GetValue(_quiet));
        var exitCode = ExitCode.AllDone;
        using var sheet = PresetSheet.Draw(photograph, plan, _host.Codec, new OperationContext
        {
            Cancellation = _host.Cancellation,
            MaxThreads = Environment.ProcessorCount,
            Progress = display.Report,
            Warning = text =>
            {
                display.Clear();
                exitCode = ExitCode.SomeFailed;
                _host.Error.WriteLine($"stylize: warning: {text}");
            },
        });
        display.Clear();
        if (file is not null)
        {
            file.Write(sheet, _host.Codec, force, _host.Cancellation);
            _host.Out.WriteLine(_host.OutputIsTerminal
                ? $"{file.Path}  {sheet.Width} x {sheet.Height}, {plan.Variants.Count} pictures"
                : file.Path);
        }

        if (file is null || values.GetValue(_show))
        {
            new PictureDisplay(_host).Show(sheet, photograph);
        }

        return exitCode;
    }

    private void Show(OperationDefinition operation, string preset, IOperationOptions options, bool json)
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
