using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Initialization;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>
/// Fits a large image tile by tile. Each tile is fitted with a margin around it and keeps the Gaussians whose centres it holds. Then each
/// tile is fitted once more with its neighbours' Gaussians in place, so that no seam shows.
/// </summary>
internal sealed unsafe class TiledFit : IImageFit
{
    /// <summary>
    /// Largest image that is better fitted as a whole, in pixels: beyond it the memory of a fit (some 80 bytes a pixel) counts.
    /// </summary>
    public const long MaxWholePixels = 1_600_000;

    /// <summary>Longest side of a tile in pixels.</summary>
    public const int DefaultTileSide = 1024;

    /// <summary>Pixels around a tile that are fitted with it.</summary>
    private const int Margin = 64;

    /// <summary>At the seams, Gaussians this many pixels around a tile are fitted again.</summary>
    private const int SeamMargin = 32;

    /// <summary>At the seams, pixels this far around a tile are compared with the image.</summary>
    private const int SeamSurroundings = 96;

    /// <summary>Factor of the rates at the seams.</summary>
    private const float SeamRate = .3f;

    /// <summary>Iterations at the seams over those of a tile's own fit.</summary>
    private const double SeamShare = .15;

    private readonly FitSource _source;
    private readonly FitTile[] _tiles;

    /// <summary>Detail of each tile.</summary>
    private readonly double[] _details;

    /// <summary>The Gaussians of all tiles, in pixels of the image.</summary>
    private FitParameters _all;

    /// <summary>Iterations that the first fit was given for each tile.</summary>
    private int _iterations;

    /// <summary>Mean squared error around the tile that was fitted last.</summary>
    private double _error = FitSource.UnknownError;

    /// <param name="image">Samples in [0,1]; not owned.</param>
    /// <param name="seed">Varies the start; 0 for none.</param>
    /// <param name="context">Threads, cancellation and who is told.</param>
    /// <param name="tileSide">Longest side of a tile in pixels.</param>
    public TiledFit(SampleImage<float> image, int seed, OperationContext context, int tileSide = DefaultTileSide)
    {
        using var phase = context.Phases.Start("start");
        _source = new FitSource(image, seed, context);
        _all = new FitParameters(1, _source.Channels);
        _tiles = Split(image.Width, image.Height, tileSide);
        _details = Array.ConvertAll(_tiles, MeasureDetail);
    }

    /// <inheritdoc/>
    public double Detail => _details.Sum();

    /// <inheritdoc/>
    public int TileCount => _tiles.Length;

    /// <inheritdoc/>
    public FittedGaussians Fit(int count, FitClock clock, GaussianModel? initial)
    {
        using var phase = _source.Phases.Start("fit");
        _iterations = clock.Expected;
        _all.Dispose();
        _all = new FitParameters(Math.Max(1, Math.Max(count, initial?.Count ?? 0)), _source.Channels);
        var iterations = 0;
        if (initial is not null)
        {
            FitModel.Load(initial, _all, _source.Image.Width, _source.Image.Height);
        }
        else
        {
            iterations = FitTiles(count, clock);
        }

        FitSeams(clock, isContinuation: initial is not null);
        return new FittedGaussians(_all, _source.Background, iterations / _tiles.Length);
    }

    /// <inheritdoc/>
    /// <remarks>Starts from the beginning: the tiles' own fits are not kept.</remarks>
    public FittedGaussians Continue(int count, FitClock clock) =>
        Fit(count, clock.IsTimed ? clock : FitClock.ByIterations(_iterations), null);

    /// <inheritdoc/>
    public FittedGaussians Quantise(FitClock clock)
    {
        using var phase = _source.Phases.Start("quantise");
        var steps = CompactSteps.For(_error);
        var full = FitQuantiser.MaxWeight(_all);
        var quantiser = new CompactQuantiser(steps);
        for (var t = 0; t < _tiles.Length; t++)
        {
            var left = _tiles.Length - t;
            var part = clock.Part(1.0 / left);
            _source.Progress.Begin(part, 1 - ((double)left / _tiles.Length), 1.0 / _tiles.Length);
            Refit(_tiles[t], _tiles[t], (fitter, area) =>
            {
                using var finish = new QuantisedFinish(fitter, new FitQuantiser(quantiser, full, area.Left, area.Top));
                finish.Run(part, _source.Progress.Report, _source.Cancellation);
            });
        }

        new FitQuantiser(quantiser, full, 0, 0).Apply(_all);
        return new FittedGaussians(_all, _source.Background, clock.Iterations) { FullWeight = full, Steps = steps };
    }

    public void Dispose() => _all.Dispose();

    /// <summary>Fits every tile by itself, the Gaussians divided by detail.</summary>
    /// <returns>Iterations of all tiles together.</returns>
    private int FitTiles(int count, FitClock clock)
    {
        var iterations = 0;
        var left = (double)_tiles.Length;
        var before = 0.0;
        for (var t = 0; t < _tiles.Length; t++)
        {
            var quota = (int)(Math.Round(count * (before + _details[t]) / Detail) - Math.Round(count * before / Detail));
            before += _details[t];
            var part = clock.Part(1 / (left + (SeamShare * _tiles.Length)));
            _source.Progress.Begin(part, (_tiles.Length - left) / _tiles.Length / (1 + SeamShare), 1 / (_tiles.Length * (1 + SeamShare)));
            FitOneTile(t, quota, part);
            iterations += part.Iterations;
            left--;
        }

        return iterations;
    }

    private void FitOneTile(int t, int quota, FitClock clock)
    {
        if (quota == 0)
        {
            return;
        }

        var tile = _tiles[t];
        var area = tile.Grow(Margin, _source.Image.Width, _source.Image.Height);
        using var part = _source.Crop(area);
        using var target = _source.Target(part);
        using var seed = _source.Seed(part, target);
        var count = (int)Math.Ceiling(quota * 1.01 * DensityPoints.Sum(seed.Density) / _details[t]);
        using var fit = _source.Fit(target, seed, count + (count / 4) + 64);
        fit.Run(count, clock);
        for (var round = 0; round < 3 && CountWithin(fit.Fitter.Parameters, tile, area) is var own && own < quota; round++)
        {
            var more = (int)((quota - own) * 1.2 * fit.Fitter.Parameters.Count / Math.Max(1, own)) + 4;
            fit.Resize(Math.Min(fit.Fitter.Parameters.Count + more, fit.Fitter.Parameters.Capacity));
            fit.Refine(clock.Scaled(SeamShare), SeamRate);
        }

        fit.Crop(tile.Left - area.Left, tile.Top - area.Top, tile.Left + tile.Width - area.Left, tile.Top + tile.Height - area.Top, quota);
        var parameters = fit.Fitter.Parameters;
        var place = _all.Count;
        for (var i = 0; i < parameters.Count; i++, place++)
        {
            Copy(parameters, i, _all, place, area.Left, area.Top);
        }

        _all.Count = place;
    }

    /// <summary>Fits the Gaussians of each tile and a little around it once more, all others that reach into the picture fixed.</summary>
    /// <param name="isContinuation">True where this is all of the fit, and takes the whole of the clock.</param>
    private void FitSeams(FitClock clock, bool isContinuation)
    {
        for (var t = 0; t < _tiles.Length; t++)
        {
            var left = _tiles.Length - t;
            var part = isContinuation || clock.IsTimed ? clock.Part(1.0 / left) : clock.Scaled(SeamShare);
            _source.Progress.Begin(
                part, 1 - ((double)left / _tiles.Length * SeamShare / (1 + SeamShare)), SeamShare / _tiles.Length / (1 + SeamShare));
            Refit(_tiles[t], _tiles[t].Grow(SeamMargin, _source.Image.Width, _source.Image.Height), (fitter, _) =>
            {
                while (part.Fraction < 1)
                {
                    _source.Cancellation.ThrowIfCancellationRequested();
                    var rates = FitSchedule.Default.Rates.Scale(SeamRate * FitSchedule.Default.Rate(part.Fraction));
                    _error = fitter.Iterate(rates);
                    part.Tick();
                    _source.Progress.Report(_error);
                }
            });
        }
    }

    /// <summary>Has the Gaussians of a rectangle worked on, all others that reach into the picture around a tile fixed.</summary>
    /// <param name="free">The rectangle whose Gaussians are free.</param>
    /// <param name="work">Given a fitter whose first Gaussians are free, and the part of the image that it sees.</param>
    private void Refit(FitTile tile, FitTile free, Action<GaussianFitter, FitTile> work)
    {
        var area = tile.Grow(SeamSurroundings, _source.Image.Width, _source.Image.Height);
        List<int> members = [];
        List<int> others = [];
        for (var i = 0; i < _all.Count; i++)
        {
            var reachX = FitKernel.Cutoff * _all.L11[i];
            var reachY = FitKernel.Cutoff * MathF.Sqrt((_all.L21[i] * _all.L21[i]) + (_all.L22[i] * _all.L22[i]));
            if (free.Contains(_all.X[i], _all.Y[i]))
            {
                members.Add(i);
            }
            else if (area.Touches(_all.X[i], _all.Y[i], reachX, reachY))
            {
                others.Add(i);
            }
        }

        if (members.Count == 0)
        {
            return;
        }

        using var part = _source.Crop(area);
        using var target = _source.Target(part);
        using var fitter = new GaussianFitter(target, members.Count + others.Count, _source.Threads) { FreeCount = members.Count };
        members.AddRange(others);
        for (var i = 0; i < members.Count; i++)
        {
            Copy(_all, members[i], fitter.Parameters, i, -area.Left, -area.Top);
        }

        fitter.Parameters.Count = members.Count;
        work(fitter, area);
        for (var i = 0; i < fitter.FreeCount; i++)
        {
            Copy(fitter.Parameters, i, _all, members[i], area.Left, area.Top);
        }
    }

    private static int CountWithin(FitParameters parameters, FitTile tile, FitTile area)
    {
        var number = 0;
        for (var i = 0; i < parameters.Count; i++)
        {
            number += tile.Contains(parameters.X[i] + area.Left, parameters.Y[i] + area.Top) ? 1 : 0;
        }

        return number;
    }

    private static void Copy(FitParameters from, int i, FitParameters to, int k, float offsetX, float offsetY)
    {
        for (var row = 0; row < from.RowCount; row++)
        {
            to.Row(row)[k] = from.Row(row)[i];
        }

        to.X[k] += offsetX;
        to.Y[k] += offsetY;
    }

    private static FitTile[] Split(int width, int height, int side)
    {
        var (columns, rows) = ((width + side - 1) / side, (height + side - 1) / side);
        var tiles = new FitTile[columns * rows];
        for (var t = 0; t < tiles.Length; t++)
        {
            var (row, column) = Math.DivRem(t, columns);
            var (left, right) = ((int)((long)width * column / columns), (int)((long)width * (column + 1) / columns));
            var (top, bottom) = ((int)((long)height * row / rows), (int)((long)height * (row + 1) / rows));
            tiles[t] = new FitTile(left, top, right - left, bottom - top);
        }

        return tiles;
    }

    private double MeasureDetail(FitTile tile)
    {
        _source.Cancellation.ThrowIfCancellationRequested();
        using var part = _source.Crop(tile);
        using var tensor = StructureTensor.Compute(part, FitSeed.TensorSigma, _source.Threads, _source.Cancellation);
        using var density = GaussianInitializer.Density(part, tensor, _source.Threads, _source.Cancellation);
        return DensityPoints.Sum(density);
    }
}
