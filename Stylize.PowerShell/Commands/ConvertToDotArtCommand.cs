using System.Management.Automation;
using Stylize.Codecs;
using Stylize.Engine.Catalog;
using Stylize.Engine.DotArt;
using Stylize.Engine.DotArt.Operation;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt;
using Stylize.PowerShell.Completers;

namespace Stylize.PowerShell.Commands;

/// <summary>Makes dot art of photographs.</summary>
[Cmdlet(VerbsData.ConvertTo, "DotArt", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType(typeof(FileInfo))]
public sealed class ConvertToDotArtCommand : FileCommand
{
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PresetCompleter))]
    public string? Preset { get; set; }

    [Parameter]
    [ValidateNotNull]
    public DotArtOptions? Options { get; set; }

    [Parameter]
    public DotDistribution? Distribution { get; set; }

    [Parameter]
    [ValidateRange(1, DotArtOptions.MaxDots)]
    public int? DotCount { get; set; }

    [Parameter]
    public SwitchParameter AllowOverlap { get; set; }

    [Parameter]
    public ToneCurve? ToneCurve { get; set; }

    [Parameter]
    public DotPattern? Pattern { get; set; }

    [Parameter]
    public DotShape? Shape { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Color { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PaletteCompleter))]
    public string[]? Palette { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Alias("BackgroundColor")]
    public string? PaperColor { get; set; }

    [Parameter]
    public DotFormat? Format { get; set; }

    [Parameter]
    [ValidateRange(0f, 1f)]
    public float? DensityThreshold { get; set; }

    [Parameter]
    [ValidateRange(0.01f, 100f)]
    public float? MinRadius { get; set; }

    [Parameter]
    [ValidateRange(0.01f, 100f)]
    public float? MaxRadius { get; set; }

    [Parameter]
    public SwitchParameter AdaptiveSizing { get; set; }

    [Parameter]
    [ValidateRange(1f, 20f)]
    public float? SpacingFactor { get; set; }

    [Parameter]
    [ValidateRange(0f, 100f)]
    public float? Gap { get; set; }

    [Parameter]
    [ValidateRange(0f, 50f)]
    public float? PositionJitter { get; set; }

    [Parameter]
    [ValidateRange(0f, 0.9f)]
    public float? SizeVariation { get; set; }

    [Parameter]
    [ValidateRange(0f, 1f)]
    public float? OpacityVariation { get; set; }

    [Parameter]
    public SwitchParameter SaturateGradient { get; set; }

    [Parameter]
    public BackgroundUse? Background { get; set; }

    [Parameter]
    [ValidateRange(0f, 1f)]
    public float? BackgroundTolerance { get; set; }

    [Parameter]
    public SwitchParameter BackgroundSampleEdgePixels { get; set; }

    [Parameter]
    public SwitchParameter BackgroundClusterColors { get; set; }

    [Parameter]
    [ValidateRange(1, 16)]
    public int? BackgroundNumClusters { get; set; }

    [Parameter]
    public int? BackgroundSeed { get; set; }

    [Parameter]
    [ValidateRange(0.0001f, 1f)]
    public float? BackgroundEdgeSampleRatio { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BackgroundMask { get; set; }

    [Parameter]
    [ValidateRange(0, 4)]
    public int? Precision { get; set; }

    [Parameter]
    [ValidateRange(0f, 1f)]
    public float? ColorSimilarity { get; set; }

    [Parameter]
    public SwitchParameter PlotterOrder { get; set; }

    [Parameter]
    public TimeSpan? TargetTime { get; set; }

    [Parameter]
    public int? Seed { get; set; }

    protected override IOperation CreateOperation()
    {
        var options = UserPresets.Start(DotArtOperation.OperationName, Preset, Options);
        return new DotArtOperation(options with
        {
            Distribution = Distribution ?? options.Distribution,
            DotCount = DotCount ?? options.DotCount,
            AllowOverlap = Given(nameof(AllowOverlap), AllowOverlap, options.AllowOverlap),
            ToneCurve = ToneCurve ?? options.ToneCurve,
            Pattern = Pattern ?? options.Pattern,
            Shape = Shape ?? options.Shape,
            Color = Color is null ? options.Color : DotColor.Parse(Color, nameof(Color)),
            Palette = Palette is null ? options.Palette : PaletteReader.Read(Palette, ImageCodecs.Default, path => FullPath(path, nameof(Palette))).Colors,
            PaperColor = PaperColor is null ? options.PaperColor : DotColor.Parse(PaperColor, nameof(PaperColor)),
            Format = Format ?? options.Format,
            DensityThreshold = DensityThreshold ?? options.DensityThreshold,
            MinRadius = MinRadius ?? options.MinRadius,
            MaxRadius = MaxRadius ?? options.MaxRadius,
            AdaptiveSizing = Given(nameof(AdaptiveSizing), AdaptiveSizing, options.AdaptiveSizing),
            SpacingFactor = SpacingFactor ?? options.SpacingFactor,
            Gap = Gap ?? options.Gap,
            PositionJitter = PositionJitter ?? options.PositionJitter,
            SizeVariation = SizeVariation ?? options.SizeVariation,
            OpacityVariation = OpacityVariation ?? options.OpacityVariation,
            SaturateGradient = Given(nameof(SaturateGradient), SaturateGradient, options.SaturateGradient),
            Background = CreateBackground(options.Background),
            Precision = Precision ?? options.Precision,
            ColorSimilarity = ColorSimilarity ?? options.ColorSimilarity,
            PlotterOrder = Given(nameof(PlotterOrder), PlotterOrder, options.PlotterOrder),
            TargetTime = TargetTime ?? options.TargetTime,
            Seed = Seed ?? options.Seed,
        });
    }

    private BackgroundOptions CreateBackground(BackgroundOptions options) => options with
    {
        Use = Background ?? options.Use,
        Tolerance = BackgroundTolerance ?? options.Tolerance,
        SampleEdgePixels = Given(nameof(BackgroundSampleEdgePixels), BackgroundSampleEdgePixels, options.SampleEdgePixels),
        ClusterColors = Given(nameof(BackgroundClusterColors), BackgroundClusterColors, options.ClusterColors),
        NumClusters = BackgroundNumClusters ?? options.NumClusters,
        Seed = BackgroundSeed ?? options.Seed,
        EdgeSampleRatio = BackgroundEdgeSampleRatio ?? options.EdgeSampleRatio,
        MaskPath = BackgroundMask is null ? options.MaskPath : FullPath(BackgroundMask, nameof(BackgroundMask)),
    };

    /// <summary>A switch that the preset decides where it is not given; <c>-Name:$false</c> turns it off.</summary>
    private bool Given(string name, SwitchParameter value, bool preset) => MyInvocation.BoundParameters.ContainsKey(name) ? value.IsPresent : preset;
}
