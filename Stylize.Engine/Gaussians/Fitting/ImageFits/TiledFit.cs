using Stylize.Engine.Gaussians.Device;
using Stylize.Engine.Gaussians.Files.Compact;
using Stylize.Engine.Gaussians.Fitting.Descent;
using Stylize.Engine.Gaussians.Fitting.Field;
using Stylize.Engine.Gaussians.Fitting.Quantization;
using Stylize.Engine.Gaussians.Initialization;

namespace Stylize.Engine.Gaussians.Fitting.ImageFits;

/// <summary>
/// Fits a large image in tiles with margins, then fits each tile again together with the Gaussians of its neighbors to
/// remove seams.
/// </summary>
/// <param name="scale">Pixels of the file's image per pixel of this image.</param>
internal sealed unsafe class TiledFit(
    FitPhotograph image, OperationContext context, int tileSide = TiledFit.DefaultTileSide, int scale = 1,
    ComputeDevice? device = null, FitProgress? progress = null)
    : IImageFit
{
    /// <summary>Largest image that is fitted as a whole, in pixels. A fit needs about 80 bytes per pixel.</summary>
    public const long MaxWholePixels = 1_600_000;

    /// <summary>Longest side of a tile in pixels.</summary>
    public const int DefaultTileSide = 1024;

    /// <summary>Width of the margin that is fitted with a tile, in pixels.</summary>
    private const int Margin = 64;

    /// <summary>Minimum of <see cref="SeamMargin"/>, for small Gaussians.</summary>
    private const int MinSeamMargin = 32;

    /// <summary><see cref="SeamMargin"/> in mean distances of Gaussians.</summary>
    private const double SeamDistances = 1.5;

    /// <summary>Factor of the learning rates at seams.</summary>
    private const float SeamRate = .21f;

    /// <summary>Factor of the learning rates if Gaussians of a smaller picture are refined.</summary>
    private const float RefinementRate = .3f;

    /// <summary>Number of tiles on which errors and steps are measured.</summary>
    private const int MeasuredTiles = 4;

    /// <summary>Iterations at seams relative to those of a tile.</summary>
    private const double SeamShare = .15;

    private readonly FitSource _source = new(image, context, device, progress);
    private readonly FitTile[] _tiles = FitTile.Split(image.Width, image.Height, tileSide);

    /// <summary>Parameters of all tiles, in pixels of the image.</summary>
    private FitParameters _all = new(1, image.Channels);

    /// <summary>Iterations per tile of the first fit.</summary>
    private int _iterations;

    private double[] Details => field ??= Array.ConvertAll(_tiles, MeasureDetail);

    public long Pixels => _source.Image.PixelCount;

    /// <summary>Width of the margin whose Gaussians are fitted again at seams, in pixels.</summary>
    private int SeamMargin =>
        (int)Math.Max(MinSeamMargin, SeamDistances * Math.Sqrt(Pixels / Math.Max(1.0, _all.Count)));

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

    /// <summary>Refines Gaussians from a smaller picture of the same image, tile by tile.</summary>
    /// <param name="scale">Pixels of this image per pixel of the smaller picture.</param>
    /// <param name="clock">Clock per tile if it counts iterations, otherwise for all tiles; null to skip the
    /// fit.</param>
    public FittedGaussians Refine(FitParameters start, float scale, FitClock? clock)
    {
        using var phase = _source.Phases.Start("refine");
        _all.Dispose();
        _all = new FitParameters(Math.Max(1, start.Count), _source.Channels);
        _all.CopyScaled(start, scale);
        if (clock is not null)
        {
            FitSeams(clock, isContinuation: true);
        }

        return new FittedGaussians(_all, _source.Background, clock?.Expected ?? 0);
    }

    /// <remarks>Starts again, because the fits of the tiles are not kept.</remarks>
    public FittedGaussians Continue(int count, FitClock clock) =>
        Fit(count, clock.IsTimed ? clock : FitClock.ByIterations(_iterations), null);

    public double MeasurePsnr()
    {
        var (error, pixels) = (0.0, 1e-12);
        Measure((fitter, area) =>
        {
            error += fitter.Forward(fitter.Parameters) * area.Width * area.Height;
            pixels += (double)area.Width * area.Height;
        });
        return GaussianFit.Decibels(error / pixels);
    }

    /// <remarks>Measures up to four tiles.</remarks>
    public CompactSteps ChooseSteps(double share)
    {
        var (choice, full) = (new StepChoice(), FitQuantizer.MaxWeight(_all));
        Measure((fitter, area) => choice.Measure(fitter, steps => Quantizer(steps, full, area)));
        return choice.Steps(share);
    }

    public FittedGaussians Quantize(CompactSteps steps, FitClock clock)
    {
        using var phase = _source.Phases.Start("quantize");
        var full = FitQuantizer.MaxWeight(_all);
        for (var t = 0; t < _tiles.Length; t++)
        {
            var left = _tiles.Length - t;
            var part = clock.Part(1.0 / left);
            Refit(_tiles[t], _tiles[t], (fitter, area) =>
            {
                using var finish = new QuantizedFinish(fitter, Quantizer(steps, full, area));
                finish.Run(
                    part, fitter.Iterate, error => _source.Progress.Report(error, (double)area.Width * area.Height),
                    _source.Cancellation);
            });
        }

        Quantizer(steps, full, default).Apply(_all, _source.Threads);
        return new FittedGaussians(_all, _source.Background, clock.Expected) { FullWeight = full, Steps = steps };
    }

    public void Dispose() => _all.Dispose();

    /// <summary>Fits every tile independently, with Gaussians distributed by detail.</summary>
    /// <returns>The total iterations of all tiles.</returns>
    private int FitTiles(int count, FitClock clock)
    {
        var iterations = 0;
        var left = (double)_tiles.Length;
        var before = 0.0;
        var detail = Details.Sum();
        for (var t = 0; t < _tiles.Length; t++)
        {
            var quota = (int)(Math.Round(count * (before + Details[t]) / detail) - Math.Round(count * before / detail));
            before += Details[t];
            var part = clock.Part(1 / (left + (SeamShare * _tiles.Length)));
            FitOneTile(t, quota, part);
            iterations += part.Iterations;
            left--;
        }

        return iterations;
    }

    private void FitOneTile(int t, int quota, FitClock clock)
    {
        if (quota == 0) return;

        var tile = _tiles[t];
        var area = tile.Grow(Margin, _source.Image.Width, _source.Image.Height);
        using var target = _source.Target(area);
        using var seed = _source.Seed(target);
        var count = (int)Math.Ceiling(quota * 1.01 * ErrorDiffusion.Sum(seed.Density) / Details[t]);
        using var fit = _source.Fit(target, seed, count + (count / 4) + 64);
        fit.Run(count, clock);
        for (var round = 0; round < 3 && tile.Count(fit.Fitter.Parameters, area) is var own && own < quota; round++)
        {
            var more = (int)((quota - own) * 1.2 * fit.Fitter.Parameters.Count / Math.Max(1, own)) + 4;
            fit.Resize(Math.Min(fit.Fitter.Parameters.Count + more, fit.Fitter.Parameters.Capacity));
            fit.Refine(clock.Scaled(SeamShare), SeamRate);
        }

        fit.Population.Crop(tile with { Left = tile.Left - area.Left, Top = tile.Top - area.Top }, quota);
        var parameters = fit.Fitter.Parameters;
        var place = _all.Count;
        for (var i = 0; i < parameters.Count; i++, place++)
        {
            _all.Set(place, parameters, i, area.Left, area.Top);
        }

        _all.Count = place;
    }

    /// <summary>Fits the Gaussians in and around each tile again. All others that overlap it stay fixed.</summary>
    /// <param name="isContinuation">True if this is the whole fit and uses the whole clock.</param>
    private void FitSeams(FitClock clock, bool isContinuation)
    {
        for (var t = 0; t < _tiles.Length; t++)
        {
            var left = _tiles.Length - t;
            var part = isContinuation || clock.IsTimed ? clock.Part(1.0 / left) : clock.Scaled(SeamShare);
            var rate = isContinuation ? RefinementRate : SeamRate;
            Refit(_tiles[t], _tiles[t].Grow(SeamMargin, _source.Image.Width, _source.Image.Height), (fitter, area) =>
            {
                while (part.Fraction < 1)
                {
                    _source.Cancellation.ThrowIfCancellationRequested();
                    var rates = FitSchedule.Default.Rates.Scale(rate * FitSchedule.Default.Rate(part.Fraction));
                    var error = fitter.Iterate(rates);
                    part.Tick();
                    _source.Progress.Report(error, (double)area.Width * area.Height);
                }
            });
        }
    }

    /// <summary>Processes the Gaussians of a rectangle, while all others that overlap the area stay fixed.</summary>
    /// <param name="work">Receives a fitter whose first Gaussians are free, and its area of the image.</param>
    private void Refit(FitTile tile, FitTile free, Action<GaussianFitter, FitTile> work)
    {
        var area = tile.Grow(3 * SeamMargin, _source.Image.Width, _source.Image.Height);
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

        if (members.Count == 0) return;

        using var target = _source.Target(area);
        using var fitter = GaussianFitter.Create(
            target, members.Count + others.Count, _source.Threads, _source.Device, _source.Cancellation);
        fitter.FreeCount = members.Count;
        members.AddRange(others);
        for (var i = 0; i < members.Count; i++)
        {
            fitter.Parameters.Set(i, _all, members[i], -area.Left, -area.Top);
        }

        fitter.Parameters.Count = members.Count;
        work(fitter, area);
        for (var i = 0; i < fitter.FreeCount; i++)
        {
            _all.Set(members[i], fitter.Parameters, i, area.Left, area.Top);
        }
    }

    private void Measure(Action<GaussianFitter, FitTile> look)
    {
        for (var t = 0; t < _tiles.Length; t += Math.Max(1, _tiles.Length / MeasuredTiles))
        {
            Refit(_tiles[t], _tiles[t], look);
        }
    }

    private FitQuantizer Quantizer(CompactSteps steps, float full, FitTile area) =>
        new(new CompactQuantizer(steps), full, area.Left, area.Top, scale);

    private double MeasureDetail(FitTile tile)
    {
        _source.Cancellation.ThrowIfCancellationRequested();
        using var target = _source.Target(tile);
        using var tensor = StructureTensor.Compute(target, FitSeed.TensorSigma, _source.Threads, _source.Cancellation);
        using var density = DetailDensity.Compute(target, tensor, _source.Threads, _source.Cancellation);
        return ErrorDiffusion.Sum(density);
    }
}
