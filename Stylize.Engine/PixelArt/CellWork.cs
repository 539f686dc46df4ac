using Stylize.Engine.PixelArt.Annealing;
using Stylize.Engine.PixelArt.Dithering;
using Stylize.Engine.PixelArt.Machines;
using Stylize.Engine.PixelArt.Refinement;
using Stylize.Engine.PixelArt.Rendering;
using Stylize.Engine.PixelArt.Samples;
using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt;

/// <summary>The state of converting one image: its samples, its superpixels, and the palette that they are associated with.</summary>
internal sealed class CellWork : IDisposable
{
    /// <summary>Iterations that move superpixels from the centers of their cells under a given palette.</summary>
    private const int StartIterations = 5;

    /// <summary>Iterations for each reduced palette of <see cref="MainColors"/>, and for the whole palette.</summary>
    private const int StageIterations = 2;
    private const int SettlingIterations = 4;
    private static readonly int[] MainColors = [2, 4, 8, 16];

    /// <summary>Iterations get slower as the palette grows, so the work done is about this power of annealing's progress.</summary>
    private const int WorkExponent = 3;

    /// <summary>Strength of the dither of large smooth gradients, and minimum weight of their cells.</summary>
    private const float GradientDither = 0.5f, GradientWeight = 0.25f;

    private readonly PixelArtOptions _options;
    private readonly OperationContext _context;
    private readonly AnnealingParameters _parameters;
    private readonly CellSamples _samples;
    private readonly SuperpixelGrid _grid;
    private readonly SuperpixelRefinement _superpixels;
    private readonly PaletteMixture _mixture;
    private readonly RowTeam _team;
    private readonly double _largestVariance;
    private readonly ExactColors _exact;

    /// <param name="stride">Samples every n-th pixel of both axes.</param>
    /// <param name="importance">The image of the areas that get more colors; null if none is given.</param>
    /// <param name="match">The match to the given palette that was found for several images; null to find it.</param>
    /// <param name="ignoresBorder">True to leave out a border of one color of less than a cell. The frames of an animation have no border
    /// in common, and would shift.</param>
    public CellWork(
        Raster<Rgba32> image, int width, int height, ExactColors exact, int stride, OperationContext context,
        Raster<Rgba32>? importance = null, ToneMatch? match = null, bool ignoresBorder = false)
    {
        var options = exact.Options;
        (_exact, _options, _context) = (exact, options, context);
        stride = CellSamples.StrideOf(stride, image.Width, image.Height);
        _team = new RowTeam(context.MaxThreads);
        using (context.Phases.Start("convert"))
        {
            var rim = ignoresBorder && options is { Tileable: false, Refinement: true }
                ? PictureRim.Find(image, (double)image.Width / width, (double)image.Height / height) : default;
            _samples = CellSamples.Convert(
                image, new GridAxis(image.Width, width, stride, !options.Tileable, rim.Left, rim.Right),
                new GridAxis(image.Height, height, stride, !options.Tileable, rim.Top, rim.Bottom), options.AlphaThreshold, context,
                keepsLines: options.Refinement);
            Match = match ?? FindMatch();
            Match?.Apply(_samples, context);
        }

        _parameters = Match is null ? Parameters(options) : Parameters(options) with { LockedColors = Match.Colors };
        _grid = new SuperpixelGrid(width, height);
        _largestVariance = SuperpixelRefinement.Initialize(_grid, _samples).LargestVariance;
        if (options is { Palette: null, Refinement: true, IsMixed: false })
        {
            _grid.Features = SmallFeatures.Find(_grid.CellColors, width, height);
        }

        if (Weights(importance) is { } weights)
        {
            _grid.Weigh(weights);
        }

        _superpixels = new SuperpixelRefinement(
            _samples, _grid, options.SpatialWeight, options.PositionSmoothing, options.ColorSmoothing, _team);
        _mixture = new PaletteMixture(_grid, _parameters, _team);
    }

    /// <summary>The match to the given palette by lightness; null without a palette, or if it is matched by color.</summary>
    public ToneMatch? Match { get; }

    /// <summary>The given palette as the samples are compared with it.</summary>
    public Lab[] GivenColors => Match?.Colors ?? [.. _parameters.LockedColors];

    public static AnnealingParameters Parameters(PixelArtOptions options) => new()
    {
        LockedColors = [.. Given(options).Select(LabConversion.FromRgba)],
        MaxColors = options.Palette?.Colors.Count ?? options.MaxFound,
        SplitDistance = options.SplitDistance,
        SplitPerturbation = options.SplitPerturbation,
        InitialTemperatureFactor = options.InitialTemperatureFactor,
        CoolingRate = options.CoolingRate,
        FinalTemperature = options.FinalTemperature,
        PaletteTolerance = options.PaletteTolerance,
        MaxIterations = options.MaxIterations,
        StagnationTolerance = options.StagnationTolerance,
        StagnationIterations = options.StagnationIterations,
    };

    /// <summary>Finds superpixels and palette together.</summary>
    /// <param name="progress">Called after each iteration with its number, and once more at the end with true.</param>
    /// <returns>The number of iterations, and the final temperature in Lab units.</returns>
    public (int Iterations, double Temperature) Anneal(Action<int, bool> progress)
    {
        var annealing = new DeterministicAnnealing(_superpixels, _mixture, _parameters, _largestVariance);
        using (_context.Phases.Start("anneal"))
        {
            annealing.Run(_context.Cancellation, () =>
            {
                _context.Progress?.Invoke(new OperationProgress(Math.Pow(annealing.Progress, WorkExponent), "annealing"));
                progress(annealing.Iterations, false);
            });
            progress(annealing.Iterations, true);
        }

        return (annealing.Iterations, annealing.Temperature);
    }

    public Lab[] AnnealedPalette() => _mixture.ToColors();

    /// <summary>Improves the palette by swap-based clustering over the current superpixels.</summary>
    public Lab[] RefinedPalette()
    {
        using (_context.Phases.Start("refine"))
        {
            return ResultRefinement.FindPalette(_grid, _mixture, _context.Cancellation);
        }
    }

    /// <summary>Moves superpixels from the centers of their cells under a given palette.</summary>
    public void Start(Lab[] palette)
    {
        using (_context.Phases.Start("place"))
        {
            _mixture.Replace(palette);
            Repeat(StartIterations, _mixture.TakeNearest);
        }
    }

    /// <summary>Moves superpixels under the palette of a coarser grid: under its main colors first, then under all of them.</summary>
    /// <returns>The adjusted palette.</returns>
    public Lab[] Settle(Lab[] palette)
    {
        using (_context.Phases.Start("place"))
        {
            _mixture.Replace(palette);
            var weights = Counts(palette.Length);
            foreach (var colors in MainColors.Where(n => n < palette.Length))
            {
                _mixture.Replace(PaletteStages.Merge(palette, weights, colors));
                Repeat(StageIterations, _mixture.TakeNearest);
            }

            _mixture.Replace(palette);
            Repeat(SettlingIterations, _mixture.TakeNearest);
            Repeat(StageIterations, () => _mixture.Refine(_parameters.FinalTemperature));
            return _mixture.ToColors();
        }
    }

    /// <summary>Associates the cells with the final palette, then dithers and outlines them as the options require.</summary>
    /// <param name="border">Number of cells to crop on each side.</param>
    /// <param name="memory">Colors of the previous frame, which static cells keep; null for a still image.</param>
    public Raster<Rgba32> Finish(Lab[] palette, int border, CellMemory? memory = null)
    {
        if (_options.Refinement)
        {
            using (_context.Phases.Start("refine"))
            {
                ResultRefinement.Associate(
                    _samples, _grid, _superpixels, _mixture, palette, _options.SmoothnessWeight, _team, _context.Cancellation);
            }
        }

        var (dither, strength) = _options.DitherFor(Match);
        var isMixed = dither != DitherMethod.None && strength > 0;
        if (_options.Machine is { } machine)
        {
            KeepRule(machine, palette);
        }
        else if (isMixed)
        {
            Dither(palette, dither, (float)strength);
        }
        else if (_options.MixesGradients && memory is null)
        {
            MixGradients(palette);
        }

        if (_options.Machine is null)
        {
            memory?.Keep(_grid, palette, isMixed);
        }

        var cells = Render(palette);
        if (_options.Aspect == 2)
        {
            using var narrow = cells;
            cells = CellEnlargement.Widen(narrow);
        }

        if (_options.Outline != OutlineStyle.None)
        {
            CellOutline.Draw(cells, [.. ToRgba(palette).Distinct()], _options.Outline == OutlineStyle.Dark);
        }

        return TileEdge.Crop(cells, border);
    }

    /// <summary>Returns an image of one pixel per cell, which the caller owns.</summary>
    public Raster<Rgba32> Render(Lab[] palette) => CellImage.Render(_grid, _samples.Opacity, _options.AlphaThreshold, ToRgba(palette));

    public void Dispose()
    {
        _mixture.Dispose();
        _superpixels.Dispose();
        _grid.Dispose();
        _samples.Dispose();
    }

    private void Repeat(int times, Action associate)
    {
        for (var i = 0; i < times; i++)
        {
            _context.Cancellation.ThrowIfCancellationRequested();
            _superpixels.Run(coarse: true);
            associate();
        }
    }

    /// <summary>Returns the number of superpixels of each color.</summary>
    private unsafe int[] Counts(int colors)
    {
        var counts = new int[colors];
        for (var y = 0; y < _grid.Height; y++)
        {
            for (var x = 0; x < _grid.Width; x++)
            {
                counts[_grid.PaletteIndex[_grid.Index(x, y)]]++;
            }
        }

        return counts;
    }

    /// <summary>Gives the cells colors that a machine can show, mixed by Bayer's pattern unless the options say otherwise.</summary>
    private void KeepRule(MachineRule machine, Lab[] palette)
    {
        using (_context.Phases.Start("attributes"))
        {
            var method = _options.Dither ?? DitherMethod.Bayer;
            var strength = method == DitherMethod.None ? 0 : (float)(_options.DitherStrength ?? 1);
            var isPlain = Match is null or { Undo: null };
            var tones = CellTones.Measure(
                _samples, Vividness.Unchanged with { Factor = isPlain ? 1 : Match!.Undo ?? 1 }, _team);
            var colors = Match is { } match && isPlain ? match.Colors : [.. ToRgba(palette).Select(LabConversion.FromRgba)];
            MachineColors.Run(machine, tones, _grid, colors, MapOf(method), KernelOf(method), strength, _context.Cancellation);
        }
    }

    private ThresholdMap? MapOf(DitherMethod method) => method switch
    {
        DitherMethod.Bayer => ThresholdMap.Bayer(_options.DitherSize ?? 4),
        DitherMethod.BlueNoise => ThresholdMap.BlueNoise(_options.DitherSize ?? 32),
        _ => null,
    };

    private static DiffusionKernel KernelOf(DitherMethod method) => method switch
    {
        DitherMethod.Atkinson => DiffusionKernel.Atkinson,
        DitherMethod.Stucki => DiffusionKernel.Stucki,
        _ => DiffusionKernel.FloydSteinberg,
    };

    private void Dither(Lab[] palette, DitherMethod method, float strength)
    {
        using (_context.Phases.Start("dither"))
        {
            // A given dither mixes the colors themselves. By default, few cells are mixed, and only to keep light and dark.
            var isWeak = Match?.IsFar == true && _options.Dither is null;
            var vividness = _options.Palette is null ? _exact.Vividness
                : Vividness.Unchanged with { Factor = isWeak ? 1 : Match?.Undo ?? 1 };
            var tones = CellTones.Measure(_samples, vividness, _team);
            var map = MapOf(method);
            var kernel = KernelOf(method);
            var colors = Match is { } match && (isWeak || match.Undo is null)
                ? match.Colors : [.. ToRgba(palette).Select(LabConversion.FromRgba)];
            if (colors.Length == 2 && _options is { Palette: not null, PaletteMatch: not PaletteMatch.Color })
            {
                TwoColorDither.Run(tones, _grid, colors, map, kernel, strength, isWeak, _context.Cancellation);
                return;
            }

            new CellDither(tones, _grid, colors, isWeak ? Match?.Undo : null) { KeepsFlat = isWeak }.Run(
                map, kernel, strength, _context.Cancellation);
        }
    }

    /// <summary>Mixes the colors of large smooth gradients weakly, so that found colors leave no bands.</summary>
    private void MixGradients(Lab[] palette)
    {
        using (_context.Phases.Start("dither"))
        {
            if (Gradients() is (var tones, { } area))
            {
                Lab[] colors = [.. ToRgba(palette).Select(LabConversion.FromRgba)];
                new CellDither(tones, _grid, colors) { Area = area }.Run(
                    MapOf(DitherMethod.Bayer), KernelOf(DitherMethod.Bayer), GradientDither, _context.Cancellation);
            }
        }
    }

    /// <summary>Colors that are never changed.</summary>
    private static IReadOnlyList<Rgba32> Given(PixelArtOptions options) => options.Palette?.Colors ?? options.LockedColors;

    /// <summary>Returns the match to a given palette.</summary>
    private ToneMatch? FindMatch() =>
        _options.Palette is { } palette && ToneMatch.IsPossible(palette.Colors, _options.IsByLightness)
            ? ToneMatch.Of(palette.Colors, LightnessHistogram.Of(_samples), _options.IsByLightness,
                _options.MixesByDefault, _options.RaisesDetail, _options.Refinement ? _samples.Colors : null)
            : null;

    /// <summary>Returns the weights of the cells, or null for equal weights. A given palette needs none.</summary>
    private float[]? Weights(Raster<Rgba32>? importance)
    {
        if (_options.Palette is not null) return null;
        if (importance is not null) return Importance.Of(importance, _grid.Width, _grid.Height);

        // A dither mixes the shades of large areas, for which it needs the colors at their ends.
        if (_options.Importance != PixelArtOptions.AutoImportance || _options.IsMixed) return null;

        var weights = Importance.Find(_grid.CellColors, _grid.Width, _grid.Height);
        if (_options.MixesGradients && Gradients() is { Area: { } area })
        {
            for (var cell = 0; cell < weights.Length; cell++)
            {
                weights[cell] = area[cell] ? Math.Max(weights[cell], GradientWeight) : weights[cell];
            }
        }

        return weights;
    }

    /// <summary>Returns the tones of the cells, and the cells of large smooth gradients.</summary>
    private (CellTones Tones, bool[]? Area) Gradients()
    {
        var tones = CellTones.Of(_grid.CellColors, _grid.Width, _grid.Height, _exact.Vividness);
        return (tones, SmoothGradients.Find(tones));
    }

    private Rgba32[] ToRgba(Lab[] palette) => _exact.Restore(CellImage.ToRgba(palette, Given(_options), _exact.Vividness));
}
