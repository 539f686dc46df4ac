using Stylize.Engine.Catalog.Sheets;

namespace Stylize.Cli.Commands;

internal sealed class PresetsCommand : HostCommand
{
    public const string CommandName = "presets";
    public const string Summary = "List, compare, save or remove presets.";

    private readonly Argument<string?> _operation;
    private readonly Option<bool> _json;
    private readonly Option<bool> _all;
    private readonly Option<string> _try;
    private readonly Option<string> _vary;
    private readonly Option<string> _preset;
    private readonly Option<string> _destinationPath;
    private readonly Option<bool> _force;
    private readonly Option<bool> _show;

    /// <summary>The words of the operations that have presets, for help.</summary>
    public static string OperationNames => string.Join(", ", OperationCatalog.WithPresets.Select(operation => operation.Word));

    public PresetsCommand(CommandHost host)
        : base(host, CommandName, Summary)
    {
        Subcommands.Add(SavePresetCommand.Create(host));
        Subcommands.Add(new RemovePresetCommand(host));
        _operation = DeclareArgument<string?>(
            "operation", ArgumentArity.ZeroOrOne, $"One of {OperationNames}. Default: all. With --vary: any operation.");
        _json = Declare<bool>("--json", null, "Print one JSON object per preset.");
        _all = Declare<bool>("--all", null, "Include the presets that lists and sheets leave out.");
        _try = Declare<string>("--try", "photograph", "Draw a sheet that compares all presets on this photograph.");
        _vary = Declare<string>(
            "--vary", "option=a,b,c", "With --try: compare values of one option, such as dot-count=5000,20000. "
            + "Without values: all choices, or numbers around the present one.");
        _preset = Declare<string>("--preset", "name", "With --vary: preset to vary. Default: Default.");
        _destinationPath = Declare<string>(
            "--destination-path", "path", "With --try: file or folder for the sheet. Default: only the terminal.", "-o");
        _force = Declare<bool>("--force", null, "Replace an existing sheet.");
        _show = Declare<bool>("--show", null, "Also show the sheet in the terminal.");
        Options.Add(Quiet);
        Finish("stylize presets", "stylize presets pixel-art --json", "stylize presets --try photo.jpg",
            "stylize presets dot-art --try photo.jpg -o sheet.png", "stylize presets --try photo.jpg --vary palette -o sheet.png",
            "stylize presets --try photo.jpg --vary dot-count=5000,20000,80000 -o sheet.png");
    }

    protected override int Run(ParseResult values)
    {
        if (values.GetValue(_try) is { } photograph) return Try(values, Host.FullPath(photograph));

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
            foreach (var preset in saved.ListedNames(operation, values.GetValue(_all), Report))
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
            FailureText.Write(Host.Error, failure);
        }
    }

    private int Try(ParseResult values, string photograph)
    {
        var plan = SheetPlan.Read(
            values.GetValue(_operation), values.GetValue(_preset), values.GetValue(_vary), Host, values.GetValue(_all));
        if (values.GetValue(_destinationPath) == "-")
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, TargetOptions.DestinationName, "A sheet cannot be written to standard output.",
                "Give {DestinationPath} a file name.");
        }

        var file = values.GetValue(_destinationPath) is { } path
            ? SheetFile.FromDestination(
                photograph, Host.FullPath(path) + (Path.EndsInDirectorySeparator(path) ? Path.DirectorySeparatorChar : ""))
            : null;
        if (file is null && !Host.OutputIsTerminal)
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, TargetOptions.DestinationName,
                "The sheet cannot be shown, because standard output is not a terminal.", "Give {DestinationPath} a file name.");
        }

        var force = values.GetValue(_force);
        file?.Require(force);
        var display = new WorkDisplay(Host, values.GetValue(Quiet));
        var exitCode = ExitCode.AllDone;
        using var sheet = PresetSheet.Draw(photograph, plan, Host.Codec, new OperationContext
        {
            Cancellation = Host.Cancellation,
            MaxThreads = Environment.ProcessorCount,
            Progress = display.Report,
            Warning = text =>
            {
                display.Clear();
                exitCode = ExitCode.SomeFailed;
                Host.Warn(text);
            },
        });
        display.Clear();
        if (file is not null)
        {
            file.Write(sheet, Host.Codec, force, Host.Cancellation);
            Host.Out.WriteLine(Host.OutputIsTerminal
                ? $"{file.Path}  {sheet.Width} x {sheet.Height}, {plan.Variants.Count} pictures"
                : file.Path);
        }

        if (file is null || values.GetValue(_show))
        {
            new PictureDisplay(Host).Show(sheet, photograph);
        }

        return exitCode;
    }

    private void Show(OperationDefinition operation, string preset, IOperationOptions options, bool json)
    {
        var builtIn = operation.Presets.ContainsKey(preset);
        var differences = operation.DifferencesFromDefault(options);
        var text = string.Join(", ", differences.Select(TextField.Format));
        Host.Print(json, $"{operation.Name} {preset}{(builtIn ? "" : " (saved)")}{(text.Length == 0 ? "" : $": {text}")}",
            [new("Operation", operation.Name), new("Name", preset), new("BuiltIn", builtIn), new("Options", differences)]);
    }
}
