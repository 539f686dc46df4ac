using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt.Annealing;
using Stylize.Engine.PixelArt.Dithering;
using Stylize.Engine.PixelArt.Refinement;
using Stylize.Engine.PixelArt.Rendering;
using Stylize.Engine.PixelArt.Samples;
using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt;

/// <summary>The state of converting one image: its samples, its superpixels, and the palette that they are associated with.</summary>
internal sealed class CellWork : IDisposable
{
    /// <summary>Iterations that move superpixels from the centers of their cells under a given palette.</summary>
    private const int StartIterations = 7;

    /// <summary>Iterations for each reduced palette of <see cref="MainColors"/>, and for the whole palette.</summary>
    private const int StageIterations = 4;
    private const int SettlingIterations = 6;
    private static readonly int[] MainColors = [2, 4, 8, 16];

    /// <summary>Iterations get slower as the palette grows, so the work done is about this power of annealing's progress.</summary>
    private const int WorkExponent = 3;

    private readonly PixelArtOptions _options;
    private readonly OperationContext _context;
    private readonly AnnealingParameters _parameters;
    private readonly CellSamples _samples;
    private readonly SuperpixelGrid _grid;
    private readonly SuperpixelRefinement _superpixels;
    private readonly PaletteMixture _mixture;
    private readonly RowTeam _team;
    private readonly double _largestVariance;

    /// <param name="stride">Samples every n-th pixel of both axes.</param>
    public CellWork(
        Raster<Rgba32> image, int width, int height, PixelArtOptions options, int stride, IImageCodec codec, OperationContext context)
    {
        (_options, _context) = (options, context);
        _parameters = Parameters(options);
        _team = new RowTeam(context.MaxThreads);
        using (context.Phases.Start("convert"))
        {
            _samples = CellSamples.Convert(
                image, new GridAxis(image.Width, width, stride), new GridAxis(image.Height, height, stride), options.AlphaThreshold,
                context);
        }

        var importance = options.ImportanceMap is { } map ? ImportanceMap.Read(map, codec, width, height) : [];
        _grid = new SuperpixelGrid(width, height);
        _largestVariance = SuperpixelRefinement.Initialize(_grid, _samples, importance).LargestVariance;
        _superpixels = new SuperpixelRefinement(
            _samples, _grid, options.SpatialWeight, options.PositionSmoothing, options.ColorSmoothing, _team);
        _mixture = new PaletteMixture(_grid, _parameters, _team);
    }

    public static AnnealingParameters Parameters(PixelArtOptions options) => new()
    {
        LockedColors = [.. Given(options).Select(LabConversion.FromRgba)],
        MaxColors = options.Palette?.Colors.Count ?? options.Colors,
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

        var isMixed = _options.Dither != DitherMethod.None;
        if (isMixed)
        {
            Dither(palette);
        }

        memory?.Keep(_samples, _grid, palette, isMixed);
        var cells = Render(palette);
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

    private void Dither(Lab[] palette)
    {
        using (_context.Phases.Start("dither"))
        {
            var tones = CellTones.Measure(_samples, _options.Palette is null ? _options.Saturation : 1, _team);
            var map = _options.Dither switch
            {
                DitherMethod.Bayer => ThresholdMap.Bayer(_options.DitherSize ?? 4),
                DitherMethod.BlueNoise => ThresholdMap.BlueNoise(_options.DitherSize ?? 32),
                _ => null,
            };
            new CellDither(tones, _grid, ToRgba(palette)).Run(map, (float)(_options.DitherStrength ?? 1), _context.Cancellation);
        }
    }

    /// <summary>The user's colors, which are never changed.</summary>
    private static IReadOnlyList<Rgba32> Given(PixelArtOptions options) => options.Palette?.Colors ?? options.LockedColors;

    private Rgba32[] ToRgba(Lab[] palette) => CellImage.ToRgba(palette, Given(_options), _options.Saturation);
}
