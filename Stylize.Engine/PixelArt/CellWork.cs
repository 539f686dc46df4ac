using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt.Annealing;
using Stylize.Engine.PixelArt.Dithering;
using Stylize.Engine.PixelArt.Refinement;
using Stylize.Engine.PixelArt.Rendering;
using Stylize.Engine.PixelArt.Samples;
using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt;

/// <summary>One image on its way from samples to cells: its superpixels, and the palette that they are associated with.</summary>
internal sealed class CellWork : IDisposable
{
    /// <summary>Iterations in which superpixels from the cells' centers find their places under a palette that is known.</summary>
    private const int StartIterations = 7;

    /// <summary>Iterations under each stage of a palette that is refined, and under all of its colors.</summary>
    private const int StageIterations = 4;
    private const int SettlingIterations = 6;
    private static readonly int[] MainColors = [2, 4, 8, 16];

    /// <summary>Annealing takes longer the more colors there are: the power of its progress that its work follows.</summary>
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

    /// <param name="stride">Every n-th pixel of both axes is sampled.</param>
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
    /// <param name="progress">Receives the state after an iteration: its number, and true for the last one.</param>
    /// <returns>Iterations done, and the temperature at their end.</returns>
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

    /// <summary>The palette after swap-based clustering over the present superpixels.</summary>
    public Lab[] RefinedPalette()
    {
        using (_context.Phases.Start("refine"))
        {
            return ResultRefinement.FindPalette(_grid, _mixture, _context.Cancellation);
        }
    }

    /// <summary>Lets superpixels that begin at their cells' centers find their places under a palette.</summary>
    public void Start(Lab[] palette)
    {
        using (_context.Phases.Start("place"))
        {
            _mixture.Replace(palette);
            Repeat(StartIterations, _mixture.TakeNearest);
        }
    }

    /// <summary>Lets superpixels find their places under a palette of a coarser grid: its main colors first, then all of them.</summary>
    /// <returns>The palette after that.</returns>
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

    /// <summary>The cells in a palette that is found, associated anew, dithered and outlined as the options ask for.</summary>
    /// <param name="border">Cells on each side that are cut off.</param>
    /// <param name="memory">Colors of the frame before, which are put back if the picture stands still; or null.</param>
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

    /// <summary>One pixel for each cell. The caller owns it.</summary>
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

    /// <summary>How many superpixels have each color.</summary>
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

    /// <summary>The colors that the user gave, which stay as they are.</summary>
    private static IReadOnlyList<Rgba32> Given(PixelArtOptions options) => options.Palette?.Colors ?? options.LockedColors;

    private Rgba32[] ToRgba(Lab[] palette) => CellImage.ToRgba(palette, Given(_options), _options.Saturation);
}
