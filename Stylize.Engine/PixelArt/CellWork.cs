using Stylize.Engine.PixelArt.Annealing;
using Stylize.Engine.PixelArt.Refinement;
using Stylize.Engine.PixelArt.Rendering;
using Stylize.Engine.PixelArt.Samples;
using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt;

/// <summary>The state of converting one image: its samples and cells, and the palette that is found for them. In the
/// published method, superpixels move between the cells.</summary>
internal sealed class CellWork : IDisposable
{
    /// <summary>Iterations that move superpixels from the centers of their cells under a given palette.</summary>
    private const int StartIterations = 5;

    /// <summary>Iterations get slower as the palette grows, so the work done is about this power of annealing's
    /// progress.</summary>
    private const int WorkExponent = 3;

    private readonly PixelArtPlan _plan;
    private readonly OperationContext _context;
    private readonly AnnealingParameters _parameters;
    private readonly CellSamples _samples;
    private readonly CellPlanes _grid;
    private readonly SuperpixelRefinement? _superpixels;
    private readonly CellMixing _mixing;
    private readonly ChromaWeight _chroma;
    private readonly float[]? _weights;
    private readonly CellMemory? _memory;
    private readonly RowTeam _team;

    /// <param name="size">Number of cells per row, and of rows.</param>
    /// <param name="stride">Samples every n-th pixel of both axes.</param>
    /// <param name="importance">The image of the areas that get more colors; null if none is given.</param>
    /// <param name="match">The match of several images to the given palette; null for the nearest colors.</param>
    /// <param name="isStill">True to find the match, and to leave out a border of one color of less than a cell, which
    /// the frames of an animation do not have in common.</param>
    /// <param name="memory">Colors of the previous frame, which static cells keep; null for a still image.</param>
    public CellWork(
        PixelArtPlan plan, Raster<Rgba32> image, (int Width, int Height) size, int stride, OperationContext context,
        Raster<Rgba32>? importance = null, ToneMatch? match = null, bool isStill = false, CellMemory? memory = null)
    {
        (_plan, _context, _team) = (plan, context, new RowTeam(context.MaxThreads));
        _memory = plan.Machine is null ? memory : null;
        using (context.Phases.Start("convert"))
        {
            _samples = Sample(image, size, stride, isStill);
            Match = isStill ? FindMatch() : match;
            Match?.Apply(_samples);
            _chroma = Match is null ? plan.Colors.Chroma : ChromaWeight.None;
            _samples.ScaleChroma(_chroma.Value);
            _parameters = plan.Annealing(Match?.Colors ?? plan.Colors.WeightedGiven);
        }

        _grid = CellPlanes.OfSamples(_samples);
        if (IsArt)
        {
            _grid.TakeMost(_samples, [.. plan.Colors.Art.Select(color => Compared(LabConversion.FromRgba(color)))]);
        }

        _memory?.Recall(_grid);
        _mixing = new CellMixing(plan, _samples, _grid, Match, _chroma, context);
        _weights = Weights(importance);

        if (plan.Options.Refinement)
        {
            if (!_mixing.IsNeeded) _samples.DropColors();
        }
        else
        {
            _superpixels = new SuperpixelRefinement(
                _samples, _grid, _weights, plan.Options.SpatialWeight, plan.Options.PositionSmoothing,
                plan.Options.ColorSmoothing, _team);
        }
    }

    /// <summary>The match to the given palette by lightness; null without a palette, or if it is matched by
    /// color.</summary>
    public ToneMatch? Match { get; }

    /// <summary>The given colors as the samples are compared with them.</summary>
    public Lab[] GivenColors => [.. _parameters.LockedColors];

    /// <inheritdoc cref="CellPlanes.Varied"/>
    public double Varied => _grid.Varied();

    /// <summary>Finds the palette: in the published method by annealing, together with superpixels, and otherwise by
    /// swap-based clustering.</summary>
    /// <param name="progress">Called after each iteration with its number and the colors so far, and once more at the
    /// end with true.
    /// </param>
    /// <returns>The palette and the number of iterations.</returns>
    public (Lab[] Palette, int Iterations) FindPalette(Action<int, Lab[], bool> progress)
    {
        var colors = _grid.Spread(_weights, _plan.Options.Stride);
        using (_context.Phases.Start("anneal"))
        {
            if (_superpixels is null)
            {
                var found = SwapClustering.Find(
                    colors, _parameters.LockedColors, _parameters.MaxColors, _chroma, _team, _context.Cancellation);
                _context.Progress?.Invoke(new OperationProgress(1, "annealing"));
                progress(1, found, true);
                return (found, 1);
            }

            using var points = CellPlanes.OfColors(colors);
            var annealing = new DeterministicAnnealing(_superpixels, _grid, _parameters, points.Moments());
            var palette = annealing.Run(_context.Cancellation, found =>
            {
                _context.Progress?.Invoke(
                    new OperationProgress(PortableMath.Pow(annealing.Progress, WorkExponent), "annealing"));
                progress(annealing.Iterations, found, false);
            });
            progress(annealing.Iterations, palette, true);
            WarnIfFewer(palette, colors);
            return (palette, annealing.Iterations);
        }
    }

    /// <summary>Warns if annealing ended with fewer colors than are allowed, although the picture has more.</summary>
    private void WarnIfFewer(Lab[] palette, List<(Lab Color, double Weight)> colors)
    {
        var (search, max) = (new ColorSearch(palette), _parameters.MaxColors);
        if (palette.Length >= max || colors.Sum(Distance) <= Lab.JustNoticeable * colors.Count) return;

        _context.Warning?.Invoke(Invariant($"{palette.Length} of {max} colors found: none of them splits at ")
            + Invariant($"a temperature of {_parameters.FinalTemperature}. Choose a lower {{FinalTemperature}}."));

        double Distance((Lab Color, double) point) => Lab.Distance(point.Color, palette[search.Nearest(point.Color)]);
    }

    /// <summary>Moves the superpixels of the published method under the given colors; other cells stay in
    /// place.</summary>
    public void Start()
    {
        if (_superpixels is null) return;

        using (_context.Phases.Start("place"))
        {
            _grid.TakeNearest(GivenColors);
            for (var i = 0; i < StartIterations; i++)
            {
                _context.Cancellation.ThrowIfCancellationRequested();
                _superpixels.Run(GivenColors, coarse: true);
                _grid.TakeNearest(GivenColors);
            }
        }
    }

    /// <summary>Returns the cells in the colors of the annealing so far, which the caller owns.</summary>
    public Raster<Rgba32> RenderAnnealed(Lab[] palette)
    {
        if (_superpixels is null)
        {
            _grid.TakeNearest(palette);
        }

        return Render(palette);
    }

    /// <summary>Associates the cells with the final palette, then dithers and outlines them as planned.</summary>
    /// <returns>The cells of the output without padding, which the caller owns.</returns>
    public Raster<Rgba32> Finish(Lab[] palette)
    {
        if (IsArt)
        {
            _grid.TakeNearest(palette);
        }
        else if (_plan.Options.Refinement && (_plan.Machine is not null || !_plan.Colors.ShowsHues))
        {
            using (_context.Phases.Start("refine"))
            {
                var (colors, smoothness) = (_plan.Colors, _plan.Options.SmoothnessWeight);
                if (colors.IsByMixtures)
                {
                    palette = ResultRefinement.Associate(
                        _grid, palette, _parameters.LockedColors.Count, smoothness, _chroma,
                        colors.IsGiven, _plan.Options.Stride > 1, _team, _context.Cancellation);
                }
                else
                {
                    var isByHue = colors is { IsGiven: true, Match: not PaletteMatch.Color } && _plan.Machine is null;
                    ResultRefinement.AssociateAlone(
                        _grid, palette, smoothness, isByHue, areasMove: isByHue && colors.IsSmall, _team,
                        _context.Cancellation);
                }
            }
        }

        _mixing.Run(palette);
        _memory?.Keep(_grid, _superpixels is null ? null : palette);
        return TileBorder.Crop(Outlined(palette), _plan.Border);
    }

    public void Dispose()
    {
        _grid.Dispose();
        _samples.Dispose();
    }

    /// <summary>Returns an image of one pixel per cell, which the caller owns.</summary>
    private Raster<Rgba32> Render(Lab[] palette) =>
        CellImage.Render(_grid, _samples.Opacity, _plan.Options.AlphaThreshold, ToRgba(palette));

    private CellSamples Sample(Raster<Rgba32> image, (int Width, int Height) size, int stride, bool isStill)
    {
        var (options, isTile) = (_plan.Options, _plan.Options.Tileable);
        stride = CellSamples.StrideFor(stride, image.Width, image.Height, size);
        var rim = isStill && !isTile && options.Refinement
            ? PictureRim.Find(image, (double)image.Width / size.Width, (double)image.Height / size.Height) : default;
        return CellSamples.Convert(
            image, new GridAxis(image.Width, size.Width, stride, rim.Left, rim.Right),
            new GridAxis(image.Height, size.Height, stride, rim.Top, rim.Bottom), options.AlphaThreshold, _context,
            keepsLines: options.Refinement);
    }

    /// <summary>True for flat art, in which no cell has a color between those of two areas.</summary>
    private bool IsArt => _plan.Options.Refinement && _plan.Colors.Art.Count > 0;

    /// <summary>Returns a color of the image as the samples are compared.</summary>
    private Lab Compared(Lab color) => Match?.Apply(color) ?? _chroma.Apply(color);

    private ToneMatch? FindMatch() =>
        _plan.Colors is { Palette: { } palette } colors && ToneMatch.IsPossible(palette.Colors, colors.ByLightness)
        ? ToneMatch.Find(palette.Colors, new LightnessHistogram(_samples.Means()), colors.ByLightness, colors.ShowsHues)
        : null;

    /// <summary>Returns the weights of the cells, or null for equal weights. A given palette needs none.</summary>
    private float[]? Weights(Raster<Rgba32>? importance)
    {
        return importance is null || _plan.Colors.Palette is not null ? null
            : Importance.FromImage(importance, _grid.Width, _grid.Height);
    }

    private Rgba32[] ToRgba(Lab[] palette) => _plan.Colors.ToRgba(palette, _chroma);

    /// <summary>Returns the cells in pixels of equal sides, with outlines.</summary>
    private Raster<Rgba32> Outlined(Lab[] palette)
    {
        var cells = Render(palette);
        if (_plan.Machine?.Aspect == 2)
        {
            using var narrow = cells;
            cells = CellEnlargement.Widen(narrow);
        }

        if (_plan.Options.Outline is var outline && outline != OutlineStyle.None)
        {
            CellOutline.Draw(
                cells, Array.ConvertAll(_grid.CellColors, _chroma.Undo), [.. ToRgba(palette).Distinct()],
                outline == OutlineStyle.Dark);
        }

        return cells;
    }
}
