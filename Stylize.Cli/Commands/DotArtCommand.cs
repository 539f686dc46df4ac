using System.CommandLine;
using Stylize.Engine.Catalog;
using Stylize.Engine.DotArt;
using Stylize.Engine.DotArt.Operation;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt;

namespace Stylize.Cli.Commands;

/// <summary>`stylize dot-art`: dots along edges or in proportion to tone.</summary>
internal sealed class DotArtCommand : FileCommand
{
    public const string CommandName = "dot-art";
    public const string Summary = "Make dot art of photographs: dots along edges or in proportion to tone (<stem>.dots.svg or .dots.png).";

    private readonly Option<string?> _preset;
    private readonly Option<DotDistribution?> _distribution;
    private readonly Option<int?> _dotCount;
    private readonly Option<bool> _allowOverlap;
    private readonly Option<ToneCurve?> _toneCurve;
    private readonly Option<DotPattern?> _pattern;
    private readonly Option<DotShape?> _shape;
    private readonly Option<string> _color;
    private readonly Option<string[]> _palette;
    private readonly Option<string> _paperColor;
    private readonly Option<DotFormat?> _format;
    private readonly Option<float?> _densityThreshold;
    private readonly Option<float?> _minRadius;
    private readonly Option<float?> _maxRadius;
    private readonly Option<bool?> _adaptiveSizing;
    private readonly Option<float?> _spacingFactor;
    private readonly Option<float?> _gap;
    private readonly Option<float?> _positionJitter;
    private readonly Option<float?> _sizeVariation;
    private readonly Option<float?> _opacityVariation;
    private readonly Option<bool?> _saturateGradient;
    private readonly Option<BackgroundUse?> _background;
    private readonly Option<float?> _backgroundTolerance;
    private readonly Option<bool?> _backgroundSampleEdgePixels;
    private readonly Option<bool?> _backgroundClusterColors;
    private readonly Option<int?> _backgroundNumClusters;
    private readonly Option<int?> _backgroundSeed;
    private readonly Option<float?> _backgroundEdgeSampleRatio;
    private readonly Option<string> _backgroundMask;
    private readonly Option<int?> _precision;
    private readonly Option<float?> _colorSimilarity;
    private readonly Option<bool> _plotterOrder;
    private readonly Option<TimeSpan?> _targetTime;
    private readonly Option<int?> _seed;

    public DotArtCommand(CommandHost host)
        : base(host, CommandName, Summary)
    {
        _preset = Declare<string?>("--preset", "name", $"{string.Join(", ", DotArtOptions.Presets.Keys)}, or one that was saved; default Default.");
        _distribution = Declare<DotDistribution?>("--distribution", "name", "Gradient: dots along edges and texture. Tone: dots in proportion to darkness. Default Gradient.");
        _dotCount = Declare<int?>("--dot-count", "n", "Number of dots, 1 to 1000000; default: what the other options give.");
        _allowOverlap = Declare<bool>("--allow-overlap", null, "Let tone dots overlap, for truer shadows.");
        _toneCurve = Declare<ToneCurve?>("--tone-curve", "name", "Encoded: coverage = 1 - encoded grey. Linear: coverage = 1 - linear luminance. Default Encoded.");
        _pattern = Declare<DotPattern?>("--pattern", "name", "Free, Hexagonal or Square halftone grid; default Free.");
        _shape = Declare<DotShape?>("--shape", "name", "Circle, Square, Diamond or Triangle; default Circle.");
        _color = Declare<string>("--color", "color", "One colour for all dots, hex or CSS name; default: the image's colours.");
        _palette = Declare<string[]>("--palette", "palette", "Colours the dots may have: a palette's name, a .gpl, .hex, .pal or image file, or hex colours between commas.");
        _paperColor = Declare<string>("--paper-color", "color", "Colour of the paper; default: transparent.");
        _format = Declare<DotFormat?>("--format", "name", "Svg or Png; default Svg.");
        _densityThreshold = Declare<float?>("--density-threshold", "share", "Least strength of a place for a dot, 0 to 1; default 0.1.");
        _minRadius = Declare<float?>("--min-radius", "pixels", "Radius of the weakest dot; default 0.5.");
        _maxRadius = Declare<float?>("--max-radius", "pixels", "Radius of the strongest dot; default 3.");
        _adaptiveSizing = Declare<bool?>("--adaptive-sizing", "true|false", "Size dots by strength or tone; default true.");
        _spacingFactor = Declare<float?>("--spacing-factor", "factor", "Least distance of two dots over the sum of their radii, 1 to 20; default 1.5.");
        _gap = Declare<float?>("--gap", "pixels", "Paper between two dots besides the spacing; default 1.");
        _positionJitter = Declare<float?>("--position-jitter", "pixels", "How far a dot may be moved; default 0.");
        _sizeVariation = Declare<float?>("--size-variation", "share", "Random share of the radius, 0 to 0.9; default 0.");
        _opacityVariation = Declare<float?>("--opacity-variation", "share", "Random share of the opacity, 0 to 1; default 0.");
        _saturateGradient = Declare<bool?>("--saturate-gradient", "true|false", "Take a gradient of 362 for full strength, as the method's origin did; default false.");
        _background = Declare<BackgroundUse?>("--background", "name", "Auto, Detect or Ignore the background; default Auto: detected with the gradient distribution.");
        _backgroundTolerance = Declare<float?>("--background-tolerance", "share", "Largest colour difference from the background, CIE76 / 100; default 0.15.");
        _backgroundSampleEdgePixels = Declare<bool?>("--background-sample-edge-pixels", "true|false", "Sample the four edges, not the corners only; default true.");
        _backgroundClusterColors = Declare<bool?>("--background-cluster-colors", "true|false", "Cluster the samples, do not average them; default true.");
        _backgroundNumClusters = Declare<int?>("--background-num-clusters", "n", "Number of background colours, 1 to 16; default 3.");
        _backgroundSeed = Declare<int?>("--background-seed", "n", "Seed of the clustering; default 42.");
        _backgroundEdgeSampleRatio = Declare<float?>("--background-edge-sample-ratio", "share", "Share of the edge that is sampled; default 0.1.");
        _backgroundMask = Declare<string>("--background-mask", "file", "Image whose dark parts are background.");
        _precision = Declare<int?>("--precision", "decimals", "Decimals of a coordinate, 0 to 4; default 1.");
        _colorSimilarity = Declare<float?>("--color-similarity", "share", "Colours at least this similar become one; default 0.95.");
        _plotterOrder = Declare<bool>("--plotter-order", null, "Order dots for a pen plotter, a layer a colour.");
        _targetTime = Declare<TimeSpan?>("--target-time", "hh:mm:ss.f", "Time to aim for; quality is lowered to keep it.");
        _seed = Declare<int?>("--seed", "n", "Seed of everything random; default 42.");
        Finish(
            "stylize dot-art photo.jpg -o out",
            "stylize dot-art photos -o out --preset FineStippling",
            "stylize dot-art portrait.jpg -o out --distribution Tone --dot-count 20000 --color black",
            "stylize dot-art \"scans/**/*.png\" -o out --pattern Hexagonal --distribution Tone --format Png --paper-color white");
    }

    protected override IOperation CreateOperation(ParseResult values)
    {
        var options = UserPresets.Start<DotArtOptions>(DotArtOperation.OperationName, values.GetValue(_preset), null);
        return new DotArtOperation(options with
        {
            Distribution = values.GetValue(_distribution) ?? options.Distribution,
            DotCount = values.GetValue(_dotCount) ?? options.DotCount,
            AllowOverlap = values.GetValue(_allowOverlap) || options.AllowOverlap,
            ToneCurve = values.GetValue(_toneCurve) ?? options.ToneCurve,
            Pattern = values.GetValue(_pattern) ?? options.Pattern,
            Shape = values.GetValue(_shape) ?? options.Shape,
            Color = values.GetValue(_color) is { } color ? DotColor.Parse(color, "Color") : options.Color,
            Palette = values.GetValue(_palette) is { Length: > 0 } words ? PaletteReader.Read(words, Host.Codec, Host.FullPath).Colors : options.Palette,
            PaperColor = values.GetValue(_paperColor) is { } paper ? DotColor.Parse(paper, "PaperColor") : options.PaperColor,
            Format = values.GetValue(_format) ?? options.Format,
            DensityThreshold = values.GetValue(_densityThreshold) ?? options.DensityThreshold,
            MinRadius = values.GetValue(_minRadius) ?? options.MinRadius,
            MaxRadius = values.GetValue(_maxRadius) ?? options.MaxRadius,
            AdaptiveSizing = values.GetValue(_adaptiveSizing) ?? options.AdaptiveSizing,
            SpacingFactor = values.GetValue(_spacingFactor) ?? options.SpacingFactor,
            Gap = values.GetValue(_gap) ?? options.Gap,
            PositionJitter = values.GetValue(_positionJitter) ?? options.PositionJitter,
            SizeVariation = values.GetValue(_sizeVariation) ?? options.SizeVariation,
            OpacityVariation = values.GetValue(_opacityVariation) ?? options.OpacityVariation,
            SaturateGradient = values.GetValue(_saturateGradient) ?? options.SaturateGradient,
            Background = CreateBackground(values, options.Background),
            Precision = values.GetValue(_precision) ?? options.Precision,
            ColorSimilarity = values.GetValue(_colorSimilarity) ?? options.ColorSimilarity,
            PlotterOrder = values.GetValue(_plotterOrder) || options.PlotterOrder,
            TargetTime = values.GetValue(_targetTime) ?? options.TargetTime,
            Seed = values.GetValue(_seed) ?? options.Seed,
        });
    }

    private BackgroundOptions CreateBackground(ParseResult values, BackgroundOptions options) => options with
    {
        Use = values.GetValue(_background) ?? options.Use,
        Tolerance = values.GetValue(_backgroundTolerance) ?? options.Tolerance,
        SampleEdgePixels = values.GetValue(_backgroundSampleEdgePixels) ?? options.SampleEdgePixels,
        ClusterColors = values.GetValue(_backgroundClusterColors) ?? options.ClusterColors,
        NumClusters = values.GetValue(_backgroundNumClusters) ?? options.NumClusters,
        Seed = values.GetValue(_backgroundSeed) ?? options.Seed,
        EdgeSampleRatio = values.GetValue(_backgroundEdgeSampleRatio) ?? options.EdgeSampleRatio,
        MaskPath = values.GetValue(_backgroundMask) is { } mask ? Host.FullPath(mask) : options.MaskPath,
    };
}
