using System.Management.Automation;
using Stylize.Engine.Catalog;
using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Fitting;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.PowerShell.Completers;

namespace Stylize.PowerShell.Commands;

/// <summary>Fits 2D Gaussians to photographs.</summary>
[Cmdlet(VerbsCommon.New, "GaussianImage", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType(typeof(FileInfo))]
public sealed class NewGaussianImageCommand : FileCommand
{
    [Parameter]
    [ArgumentCompleter(typeof(PresetCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Preset { get; set; }

    [Parameter]
    [ValidateNotNull]
    public GaussianImageOptions? Options { get; set; }

    [Parameter]
    [ValidateRange(1, GaussianImageOptions.MaxCount)]
    public int? Count { get; set; }

    [Parameter]
    [ValidateRange(10.0, 60.0)]
    public double? TargetPsnr { get; set; }

    [Parameter]
    [ValidateRange(200L, long.MaxValue)]
    public long? TargetSize { get; set; }

    [Parameter]
    public TimeSpan? TimeLimit { get; set; }

    [Parameter]
    [ValidateRange(10, 100_000)]
    public int? Iterations { get; set; }

    [Parameter]
    public FitQuality? Quality { get; set; }

    [Parameter]
    public GaussianProfile? Profile { get; set; }

    [Parameter]
    public SwitchParameter Preview { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? InitialModel { get; set; }

    [Parameter]
    public int? Seed { get; set; }

    protected override IOperation CreateOperation()
    {
        var options = UserPresets.Start(GaussianImageOperation.OperationName, Preset, Options);
        return new GaussianImageOperation(options with
        {
            Count = Count ?? options.Count,
            TargetPsnr = TargetPsnr ?? options.TargetPsnr,
            TargetSize = TargetSize ?? options.TargetSize,
            TimeLimit = TimeLimit ?? options.TimeLimit,
            Iterations = Iterations ?? options.Iterations,
            Quality = Quality ?? options.Quality,
            Profile = Profile ?? options.Profile,
            Preview = Preview || options.Preview,
            InitialModel = InitialModel is null ? options.InitialModel : ImageSource.File(FullPath(InitialModel, nameof(InitialModel))),
            Seed = Seed ?? options.Seed,
        });
    }
}
