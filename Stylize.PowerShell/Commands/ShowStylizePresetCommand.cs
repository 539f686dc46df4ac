using Stylize.Engine.Catalog.Sheets;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsCommon.Show, "StylizePreset", DefaultParameterSetName = "Path", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ShowStylizePresetCommand : StylizeCmdlet
{
    private readonly Dictionary<string, string> _photographs =
        new(OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

    private SheetPlan? _plan;

    [Parameter(Mandatory = true, Position = 1, ParameterSetName = "Path", ValueFromPipeline = true), SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralPath"), Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    [Parameter(Position = 0), ArgumentCompleter(typeof(OperationCompleter)), ValidateNotNullOrEmpty]
    public string? Operation { get; set; }

    [Parameter, ArgumentCompleter(typeof(VaryCompleter)), ValidateNotNullOrEmpty]
    public string[]? Vary { get; set; }

    [Parameter]
    public SwitchParameter All { get; set; }

    [Parameter, ArgumentCompleter(typeof(PresetCompleter)), ValidateNotNullOrEmpty]
    public string? Preset { get; set; }

    [Parameter, ValidateNotNullOrEmpty]
    public string? DestinationPath { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter Show { get; set; }

    protected override void BeginProcessing() =>
        // PowerShell parses DotCount=5000,20000 without quotes as a list.
        _plan = Checked(() => SheetPlan.Read(Operation, Preset, Vary is null ? null : string.Join(',', Vary), this, All));

    protected override void ProcessRecord()
    {
        foreach (var path in InputPaths.Named(this, Path, LiteralPath))
        {
            Try(path, () => Make(path));
        }
    }

    private void Make(string path)
    {
        var file = DestinationPath is null ? null : SheetFile.FromDestination(path, FullPath(DestinationPath, nameof(DestinationPath)));
        file?.Claim(_photographs, path);
        if (file is not null && !ShouldProcess(file.Path, $"Create from '{path}'")) return;

        file?.Require(Force);
        var warnings = new ConcurrentQueue<string>();
        using var sheet = BackgroundWork.Run<Raster<Rgba32>>(
            this,
            Stop,
            progress => PresetSheet.Draw(path, _plan!, ImageCodecs.Default, new OperationContext
            {
                Cancellation = Stop, MaxThreads = Environment.ProcessorCount, Progress = progress, Warning = warnings.Enqueue,
            }),
            () =>
            {
                while (warnings.TryDequeue(out var text))
                {
                    WriteWarning(text);
                }
            },
            endsCommand: false);
        if (file is not null)
        {
            file.Write(sheet, ImageCodecs.Default, Force, Stop);
            WriteObject(OutputFile.Describe(file.Path,
            [
                new("Source", path), new("Width", sheet.Width), new("Height", sheet.Height),
                new("Variants", _plan!.Variants.Select(variant => variant.Label).ToArray()),
            ]));
        }

        if (file is null || Show)
        {
            CmdletPicture.Show(this, sheet, path);
        }
    }
}
