using System.CommandLine;
using Stylize.Cli.Hosting;
using Stylize.Cli.Output;
using Stylize.Engine;
using Stylize.Engine.Catalog;
using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt;

namespace Stylize.Cli.Commands;

/// <summary>`stylize pixel-art`: small images of few colours, found by annealing.</summary>
internal sealed class PixelArtCommand : FileCommand
{
    public const string CommandName = "pixel-art";
    public const string Summary = "Make pixel art of photographs: a coarse grid of cells in few colours (<stem>.pixelart.png).";

    private readonly Option<string?> _preset;
    private readonly Option<int?> _width;
    private readonly Option<int?> _height;
    private readonly Option<int?> _colors;
    private readonly Option<string[]> _palette;
    private readonly Option<string[]> _lockedColor;
    private readonly Option<bool> _sharedPalette;
    private readonly Option<string> _savePalette;
    private readonly Option<bool> _fast;
    private readonly Option<int?> _scale;
    private readonly Option<double?> _saturation;
    private readonly Option<string> _importanceMap;
    private readonly Option<double?> _alphaThreshold;
    private readonly Option<int?> _progressImageInterval;
    private readonly Option<int?> _stride;
    private readonly Option<double?> _initialTemperatureFactor;
    private readonly Option<double?> _coolingRate;
    private readonly Option<double?> _finalTemperature;
    private readonly Option<double?> _paletteTolerance;
    private readonly Option<double?> _splitDistance;
    private readonly Option<double?> _splitPerturbation;
    private readonly Option<int?> _maxIterations;
    private readonly Option<double?> _stagnationTolerance;
    private readonly Option<int?> _stagnationIterations;
    private readonly Option<double?> _spatialWeight;
    private readonly Option<double?> _positionSmoothing;
    private readonly Option<double?> _colorSmoothing;
    private readonly Option<double?> _cohesion;

    public PixelArtCommand(CommandHost host)
        : base(host, CommandName, Summary)
    {
        var defaults = PixelArtOptions.Default;
        _preset = Declare<string?>("--preset", "name", "A preset to begin with: Default, Fast, Paper, or a saved one; see 'stylize presets'.");
        _width = Declare<int?>("--width", "cells", "Cells in a row; alone it keeps the aspect. Default: the longer side has 96.");
        _height = Declare<int?>("--height", "cells", "Rows of cells; alone it keeps the aspect.");
        _colors = Declare<int?>("--colors", "n", $"Most colours, 1 to 256; default {defaults.Colors}.");
        _palette = Declare<string[]>("--palette", "palette", $"Colours to use: a name ({string.Join(", ", NamedPalettes.Names)}), a .gpl, .hex, .pal or image file, or hex colours between commas.");
        _lockedColor = Declare<string[]>("--locked-color", "hex", "Colours that the found palette must hold, between commas.");
        _sharedPalette = Declare<bool>("--shared-palette", null, "Find one palette for all inputs first, and use it for each.");
        _savePalette = Declare<string>("--save-palette", "gpl|hex|pal", "Write each palette beside its result (<stem>.gpl, .hex or .pal).");
        _savePalette.AcceptOnlyFromAmong("gpl", "hex", "pal");
        _fast = Declare<bool>("--fast", null, "For previews: fewer pixels, faster cooling.");
        _scale = Declare<int?>("--scale", "n", $"Side of a written cell in pixels, 1 to 64; default {defaults.Scale}.");
        _saturation = Declare<double?>("--saturation", "factor", $"Factor of the result's colourfulness, 0 to 4; default {defaults.Saturation}.");
        _importanceMap = Declare<string>("--importance-map", "file", "Image whose bright places count more when the palette is found.");
        _alphaThreshold = Declare<double?>("--alpha-threshold", "share", $"Cells less opaque than this are transparent; default {defaults.AlphaThreshold}.");
        _progressImageInterval = Declare<int?>("--progress-image-interval", "n", "Write <stem>_<iteration>.png every n iterations.");
        _stride = Declare<int?>("--stride", "n", $"Use every n-th pixel of both axes, 1 to 16; default {defaults.Stride}.");
        _initialTemperatureFactor = Declare<double?>("--initial-temperature-factor", "factor", $"Start temperature over the critical one; default {defaults.InitialTemperatureFactor}.");
        _coolingRate = Declare<double?>("--cooling-rate", "factor", $"Factor of the temperature at each step, 0.1 to 0.99; default {defaults.CoolingRate}.");
        _finalTemperature = Declare<double?>("--final-temperature", "t", $"Temperature at which annealing ends; default {defaults.FinalTemperature}.");
        _paletteTolerance = Declare<double?>("--palette-tolerance", "e", $"The palette has settled when it moved less than this; default {defaults.PaletteTolerance}.");
        _splitDistance = Declare<double?>("--split-distance", "e", $"A colour splits when its halves are further apart; default {defaults.SplitDistance}.");
        _splitPerturbation = Declare<double?>("--split-perturbation", "e", $"Offset of a colour's second half; default {defaults.SplitPerturbation}.");
        _maxIterations = Declare<int?>("--max-iterations", "n", $"Most iterations; default {defaults.MaxIterations}.");
        _stagnationTolerance = Declare<double?>("--stagnation-tolerance", "e", $"An iteration that moves the palette less stands still; default {defaults.StagnationTolerance}.");
        _stagnationIterations = Declare<int?>("--stagnation-iterations", "n", $"Iterations of standing still that end the run; default {defaults.StagnationIterations}.");
        _spatialWeight = Declare<double?>("--spatial-weight", "m", $"Weight of space against colour; default {defaults.SpatialWeight}.");
        _positionSmoothing = Declare<double?>("--position-smoothing", "share", $"Share of a cell's position from its neighbours; default {defaults.PositionSmoothing}.");
        _colorSmoothing = Declare<double?>("--color-smoothing", "sigma", $"Sigma of the bilateral filter on cell colours, 0 is off; default {defaults.ColorSmoothing}.");
        _cohesion = Declare<double?>("--cohesion", "weight", $"Cost of a difference between neighbouring cells in the end: more gives fewer specks; default {defaults.Cohesion}.");
        Finish(
            "stylize pixel-art photo.jpg -o out",
            "stylize pixel-art photos -o out --width 96 --colors 16 --scale 8",
            "stylize pixel-art \"scans/**/*.png\" -o out --palette pico-8 --json",
            "stylize pixel-art photo.jpg --palette \"#1d2b53,#ff004d,#ffec27\" --what-if");
    }

    protected override IOperation CreateOperation(ParseResult values)
    {
        var options = CreateOptions(values);
        if (values.GetValue(_sharedPalette))
        {
            if (options.Palette is not null)
            {
                throw new StylizeException(StylizeError.OptionInvalid, "SharedPalette", "A shared palette is found, but one is given.", "Leave out one of the two.");
            }

            options = options with { Palette = IsDryRun(values) ? null : LearnPalette(values, options) };
        }

        var operation = new PixelArtOperation(options);
        return values.GetValue(_savePalette) is { } extension ? new PaletteSavingOperation(operation, $".{extension}") : operation;
    }

    /// <summary>The palette of all inputs that can be read; null where none can: each then fails when its turn comes.</summary>
    private Palette? LearnPalette(ParseResult values, PixelArtOptions options)
    {
        var inputs = Inputs(values, new PixelArtOperation(options).TargetSuffix).ToList();
        var display = WorkDisplay(values);
        var seen = 0;
        try
        {
            return SharedPalette.Learn(
                inputs.Select(input =>
                {
                    display.Report(new OperationProgress((double)seen++ / inputs.Count, "learning the palette"));
                    return input;
                }),
                options,
                new OperationContext { Cancellation = Host.Cancellation, MaxThreads = MaxThreads(values) });
        }
        catch (StylizeException exception) when (exception.Error == StylizeError.ImageUnreadable)
        {
            return null;
        }
        finally
        {
            display.Clear();
        }
    }

    private PixelArtOptions CreateOptions(ParseResult values)
    {
        var (preset, width, height) = (values.GetValue(_preset), values.GetValue(_width), values.GetValue(_height));
        if (values.GetValue(_fast) && preset is not null)
        {
            throw StylizeException.Option("Fast", true, "left out where Preset is given");
        }

        var options = UserPresets.Start<PixelArtOptions>(PixelArtOperation.OperationName, values.GetValue(_fast) ? "Fast" : preset, null);
        return options with
        {
            Width = width ?? (height is null ? options.Width : null),
            Height = height ?? (width is null ? options.Height : null),
            Colors = values.GetValue(_colors) ?? options.Colors,
            Palette = values.GetValue(_palette) is { Length: > 0 } words ? PaletteReader.Read(words, Host.Codec, Host.FullPath) : options.Palette,
            LockedColors = values.GetValue(_lockedColor) is { Length: > 0 } locked ? PaletteReader.Read(locked, Host.Codec).Colors : options.LockedColors,
            Scale = values.GetValue(_scale) ?? options.Scale,
            Saturation = values.GetValue(_saturation) ?? options.Saturation,
            ImportanceMap = values.GetValue(_importanceMap) is { } map ? ImageSource.File(Host.FullPath(map)) : options.ImportanceMap,
            AlphaThreshold = values.GetValue(_alphaThreshold) ?? options.AlphaThreshold,
            ProgressImageInterval = values.GetValue(_progressImageInterval) ?? options.ProgressImageInterval,
            Stride = values.GetValue(_stride) ?? options.Stride,
            InitialTemperatureFactor = values.GetValue(_initialTemperatureFactor) ?? options.InitialTemperatureFactor,
            CoolingRate = values.GetValue(_coolingRate) ?? options.CoolingRate,
            FinalTemperature = values.GetValue(_finalTemperature) ?? options.FinalTemperature,
            PaletteTolerance = values.GetValue(_paletteTolerance) ?? options.PaletteTolerance,
            SplitDistance = values.GetValue(_splitDistance) ?? options.SplitDistance,
            SplitPerturbation = values.GetValue(_splitPerturbation) ?? options.SplitPerturbation,
            MaxIterations = values.GetValue(_maxIterations) ?? options.MaxIterations,
            StagnationTolerance = values.GetValue(_stagnationTolerance) ?? options.StagnationTolerance,
            StagnationIterations = values.GetValue(_stagnationIterations) ?? options.StagnationIterations,
            SpatialWeight = values.GetValue(_spatialWeight) ?? options.SpatialWeight,
            PositionSmoothing = values.GetValue(_positionSmoothing) ?? options.PositionSmoothing,
            ColorSmoothing = values.GetValue(_colorSmoothing) ?? options.ColorSmoothing,
            Cohesion = values.GetValue(_cohesion) ?? options.Cohesion,
        };
    }
}
