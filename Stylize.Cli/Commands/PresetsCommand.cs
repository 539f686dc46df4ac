using Stylize.Engine.Catalog.Sheets;

namespace Stylize.Cli.Commands;

internal sealed class PresetsCommand : Command
{
    public const string CommandName = "presets";
    public const string Summary = "List presets, or compare them on a photograph.";

    private readonly CommandHost _host;
    private readonly Argument<string?> _operation = new("operation") { Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object per preset." };
    private readonly Option<string> _try = new("--try")
    {
        HelpName = "photograph",
        Description = "Draw a sheet that compares all presets on this photograph.",
    };

    private readonly Option<string> _vary = new("--vary")
    {
        HelpName = "option=a,b,c",
        Description = "With --try: compare values of one option, such as dot-count=5000,20000. "
            + "Without values: all choices, or numbers around the present one.",
    };

    private readonly Option<string> _preset = NewOption.Of<string>(
        "--preset", "name", "With --vary: preset to vary. Default: Default.");

    private readonly Option<string> _destinationPath = new("--destination-path", "-o")
    {
        HelpName = "path",
        Description = "With --try: file or folder for the sheet. Default: only the terminal.",
    };

    private readonly Option<bool> _force = new("--force") { Description = "Replace an existing sheet." };
    private readonly Option<bool> _show = new("--show") { Description = "Also show the sheet in the terminal." };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Hide the progress bar." };

    public PresetsCommand(CommandHost host)
        : base(CommandName, Summary)
    {
        _host = host;
        _operation.Description = $"One of {string.Join(", ", OperationCatalog.WithPresets.Select(o => o.Word))}. Default: all. "
            + "With --vary: any operation.";
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
            : values.GetValue(_preset) is not null ? "Preset"
            : values.GetValue(_destinationPath) is not null ? TargetOptions.DestinationName
            : values.GetValue(_force) ? "Force"
            : values.GetValue(_show) ? "Show"
            : null;
        if (lone is not null) throw StylizeException.OnlyWith(lone, "Try");

        var operations = values.GetValue(_operation) is { } name ? [OperationCatalog.Find(name)] : OperationCatalog.WithPresets;
        var saved = new UserPresets();
        var exitCode = ExitCode.AllDone;
        foreach (var operation in operations)
        {
            foreach (var preset in saved.AllNames(operation, Report))
            {
                try
                {
                    Show(operation, preset, saved.Load(operation, preset), values.GetValue(_json));
                }
                catch (StylizeException failure)
                {
                    Report(failure);
                }
            }
        }

        return exitCode;

        void Report(StylizeException failure)
        {
            exitCode = ExitCode.With(exitCode, failure);
            FailureText.Write(_host.Error, failure);
        }
    }

    private int Try(ParseResult values, string photograph)
    {
        var plan = SheetPlan.Read(values.GetValue(_operation), values.GetValue(_preset), values.GetValue(_vary), _host);
        if (values.GetValue(_destinationPath) == "-")
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, TargetOptions.DestinationName, "A sheet cannot be written to standard output.",
                "Give {DestinationPath} a file name.");
        }

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
