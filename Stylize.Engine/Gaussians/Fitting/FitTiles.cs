using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Initialization;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>
/// Fits an image of any size: a small one as a whole, a large one in tiles with a margin, of which each keeps the Gaussians of its own part. Then each tile
/// is fitted once more with its neighbours' Gaussians in place, so that nothing shows where they meet.
/// </summary>
internal sealed unsafe class FitTiles : IDisposable
{
    /// <summary>Largest image that is fitted as a whole, in pixels.</summary>
    public const long MostPixels = 1_600_000;

    /// <summary>Longest side of a tile of a larger one.</summary>
    public const int DefaultTileSide = 1024;

    private const int Margin = 64;

    /// <summary>How far beyond a tile Gaussians are fitted once more, and how far pixels are looked at.</summary>
    private const int Joint = 32;
    private const int Surroundings = 96;
    private const float JointRate = .3f;
    private const double JointShare = .15;

    /// <summary>Where the number changes by more octaves than this, a fit begins anew, so many times longer than one that goes on.</summary>
    private const double MostChange = .25;
    private const double AnewLength = 4;

    private readonly SampleImage<float> _image;
    private readonly int _seed;
    private readonly OperationContext _context;
    private readonly List<Tile> _tiles = [];
    private readonly float[] _background = new float[4];
    private readonly FitProgress _progress;
    private FitTarget? _target;
    private FitSeed? _start;
    private GaussianFit? _fit;
    private FitParameters? _merged;
    private FitClock? _first;

    /// <summary>Mean squared error of the tile that was joined last.</summary>
    private double _error = 1e-3;

    public FitTiles(SampleImage<float> image, int seed, OperationContext context, long mostPixels = MostPixels, int tileSide = DefaultTileSide)
    {
        _image = image;
        _seed = seed;
        _context = context;
        _progress = new FitProgress(context);
        using (context.Phases.Start("start"))
        {
            MeasureBackground();
            Split(mostPixels, tileSide);
        }
    }

    /// <summary>Density of detail summed over the image.</summary>
    public double Detail => _tiles.Sum(t => t.Detail);

    /// <summary>Number of tiles.</summary>
    public int Number => _tiles.Count;

    private int Threads => _context.MaxThreads;

    private bool IsWhole => _tiles.Count == 1;

    /// <summary>Fits <paramref name="count"/> Gaussians from the start, or from a model.</summary>
    public Fitted Fit(int count, FitClock clock, GaussianModel? initial)
    {
        _first = clock;
        using (_context.Phases.Start("fit"))
        {
            return IsWhole ? FitWhole(count, clock, initial) : FitParts(count, clock, initial);
        }
    }

    /// <summary>Goes on from the last fit with another number of Gaussians.</summary>
    public Fitted Continue(int count, FitClock clock)
    {
        if (!IsWhole)
        {
            return Fit(count, clock.IsTimed ? clock : _first!.Part(1), null);
        }

        if (_fit is null || Math.Abs(Math.Log2((double)count / Math.Max(1, _fit.Fitter.Parameters.Count))) > MostChange)
        {
            return Fit(count, clock.IsTimed ? clock : clock.Rest(AnewLength), null);
        }

        using (_context.Phases.Start("fit"))
        {
            Ensure(count);
            _fit!.Resize(count);
            _fit.Refine(clock, .4f);
            return new Fitted(_fit.Fitter.Parameters, _background, clock.Iterations);
        }
    }

    /// <summary>Puts the last fit on the steps of the compact profile, fitting on meanwhile.</summary>
    public Fitted Round(FitClock clock)
    {
        using (_context.Phases.Start("round"))
        {
            var parameters = IsWhole && _fit is not null ? _fit.Fitter.Parameters : _merged!;
            var steps = CompactSteps.For(IsWhole && _fit is not null ? _fit.Fitter.Forward(parameters) : _error);
            var full = FitQuantiser.MostWeight(parameters);
            var quantiser = new FitQuantiser(new CompactQuantiser(steps), full, 0, 0);
            if (IsWhole && _fit is not null)
            {
                _progress.Begin(clock, 0, 1);
                using var finish = new QuantisedFinish(_fit.Fitter, quantiser);
                finish.Run(clock, _progress.Report, _context.Cancellation);
            }
            else
            {
                RoundParts(steps, full, clock);
            }

            quantiser.Apply(parameters);
            return new Fitted(parameters, _background, clock.Iterations) { FullWeight = full, Steps = steps };
        }
    }

    public void Dispose()
    {
        _fit?.Dispose();
        _start?.Dispose();
        _target?.Dispose();
        _merged?.Dispose();
    }

    private Fitted FitWhole(int count, FitClock clock, GaussianModel? initial)
    {
        if (count == 0)
        {
            _merged ??= new FitParameters(1, FitImage.Channels(_image));
            return new Fitted(_merged, _background, 0);
        }

        Ensure(Math.Max(count, initial?.Count ?? 0));
        _progress.Begin(clock, 0, 1);
        if (initial is null)
        {
            _fit!.Run(count, clock);
        }
        else
        {
            FitModel.Load(initial, _fit!.Fitter.Parameters, _image.Width, _image.Height);
            _fit.Fitter.Sort();
            _fit.Resize(count);
            _fit.Refine(clock, .4f);
        }

        return new Fitted(_fit.Fitter.Parameters, _background, clock.Iterations);
    }

    /// <summary>Makes room for <paramref name="count"/> Gaussians in the fit of the whole, those that are there kept.</summary>
    private void Ensure(int count)
    {
        if (_fit is not null && _fit.Fitter.Parameters.Capacity >= count)
        {
            return;
        }

        if (_target is null)
        {
            using var all = FitImage.Crop(_image, 0, 0, _image.Width, _image.Height);
            (_target, _start) = Prepare(all);
        }

        var old = _fit;
        _fit = Create(_target, _start!, count + (count / 4) + 16);
        if (old is not null)
        {
            _fit.Fitter.Parameters.CopyFrom(old.Fitter.Parameters);
            old.Dispose();
        }
    }

    private Fitted FitParts(int count, FitClock clock, GaussianModel? initial)
    {
        _merged?.Dispose();
        _merged = new FitParameters(Math.Max(1, Math.Max(count, initial?.Count ?? 0)), FitImage.Channels(_image));
        var iterations = 0;
        if (initial is not null)
        {
            FitModel.Load(initial, _merged, _image.Width, _image.Height);
        }
        else
        {
            var left = (double)_tiles.Count;
            var before = 0.0;
            foreach (var tile in _tiles)
            {
                var quota = (int)(Math.Round(count * (before + tile.Detail) / Detail) - Math.Round(count * before / Detail));
                before += tile.Detail;
                var part = clock.Part(1 / (left + (JointShare * _tiles.Count)));
                _progress.Begin(part, (_tiles.Count - left) / _tiles.Count / (1 + JointShare), 1 / (_tiles.Count * (1 + JointShare)));
                FitTile(tile, quota, part);
                iterations += part.Iterations;
                left--;
            }
        }

        var rest = _tiles.Count;
        foreach (var tile in _tiles)
        {
            var part = initial is null ? clock.IsTimed ? clock.Part(1.0 / rest) : clock.Rest(JointShare) : clock.Part(1.0 / rest);
            _progress.Begin(part, 1 - ((double)rest / _tiles.Count * JointShare / (1 + JointShare)), JointShare / _tiles.Count / (1 + JointShare));
            Join(tile, part);
            rest--;
        }

        return new Fitted(_merged, _background, iterations / _tiles.Count);
    }

    private void FitTile(Tile tile, int quota, FitClock clock)
    {
        if (quota == 0)
        {
            return;
        }

        var area = tile.Grow(Margin, _image.Width, _image.Height);
        using var part = FitImage.Crop(_image, area.Left, area.Top, area.Width, area.Height);
        var (target, start) = Prepare(part);
        using (target)
        using (start)
        {
            var count = (int)Math.Ceiling(quota * 1.01 * DensityPoints.Sum(start.Density) / tile.Detail);
            using var fit = Create(target, start, count + (count / 4) + 64);
            fit.Run(count, clock);
            for (var round = 0; round < 3 && CountWithin(fit.Fitter.Parameters, tile, area) is var own && own < quota; round++)
            {
                var more = (int)((quota - own) * 1.2 * fit.Fitter.Parameters.Count / Math.Max(1, own)) + 4;
                fit.Resize(Math.Min(fit.Fitter.Parameters.Count + more, fit.Fitter.Parameters.Capacity));
                fit.Refine(clock.Rest(JointShare), JointRate);
            }

            fit.Crop(tile.Left - area.Left, tile.Top - area.Top, tile.Left + tile.Width - area.Left, tile.Top + tile.Height - area.Top, quota);
            var parameters = fit.Fitter.Parameters;
            var place = _merged!.Count;
            for (var i = 0; i < parameters.Count; i++, place++)
            {
                Copy(parameters, i, _merged, place, area.Left, area.Top);
            }

            _merged.Count = place;
        }
    }

    private void RoundParts(CompactSteps steps, float full, FitClock clock)
    {
        var rest = _tiles.Count;
        foreach (var tile in _tiles)
        {
            var part = clock.IsTimed ? clock.Part(1.0 / rest) : clock.Part(1);
            _progress.Begin(part, 1 - ((double)rest / _tiles.Count), 1.0 / _tiles.Count);
            Work(tile, tile, (fitter, area) =>
            {
                using var finish = new QuantisedFinish(fitter, new FitQuantiser(new CompactQuantiser(steps), full, area.Left, area.Top));
                finish.Run(part, _progress.Report, _context.Cancellation);
            });
            rest--;
        }
    }

    /// <summary>Fits the Gaussians of a tile and a little around it once more, all others that reach into the picture fixed.</summary>
    private void Join(Tile tile, FitClock clock) => Work(tile, tile.Grow(Joint, _image.Width, _image.Height), (fitter, _) =>
    {
        while (clock.Fraction < 1)
        {
            _context.Cancellation.ThrowIfCancellationRequested();
            var error = fitter.Iterate(FitSchedule.Default.Rates.Scale(JointRate * FitSchedule.Default.Rate(clock.Fraction)));
            clock.Tick();
            _progress.Report(error);
            _error = error;
        }
    });

    /// <summary>Has the Gaussians of <paramref name="free"/> worked on, all others that reach into the picture around a tile fixed.</summary>
    private void Work(Tile tile, Tile free, Action<GaussianFitter, Tile> work)
    {
        var area = tile.Grow(Surroundings, _image.Width, _image.Height);
        var merged = _merged!;
        List<int> members = [];
        List<int> others = [];
        for (var i = 0; i < merged.Count; i++)
        {
            var reachX = FitKernel.Cutoff * merged.L11[i];
            var reachY = FitKernel.Cutoff * MathF.Sqrt((merged.L21[i] * merged.L21[i]) + (merged.L22[i] * merged.L22[i]));
            if (free.Contains(merged.X[i], merged.Y[i]))
            {
                members.Add(i);
            }
            else if (area.Touches(merged.X[i], merged.Y[i], reachX, reachY))
            {
                others.Add(i);
            }
        }

        if (members.Count == 0)
        {
            return;
        }

        using var part = FitImage.Crop(_image, area.Left, area.Top, area.Width, area.Height);
        using var target = FitImage.Target(part);
        _background.CopyTo(target.Background, 0);
        using var fitter = new GaussianFitter(target, members.Count + others.Count, Threads) { FreeCount = members.Count };
        members.AddRange(others);
        for (var i = 0; i < members.Count; i++)
        {
            Copy(merged, members[i], fitter.Parameters, i, -area.Left, -area.Top);
        }

        fitter.Parameters.Count = members.Count;
        work(fitter, area);
        for (var i = 0; i < fitter.FreeCount; i++)
        {
            Copy(fitter.Parameters, i, merged, members[i], area.Left, area.Top);
        }
    }

    private (FitTarget Target, FitSeed Seed) Prepare(SampleImage<float> part)
    {
        var target = FitImage.Target(part);
        _background.CopyTo(target.Background, 0);
        var seed = new FitSeed(part, target, Threads, _context.Cancellation);
        seed.Vary(_seed);
        return (target, seed);
    }

    private GaussianFit Create(FitTarget target, FitSeed seed, int capacity) =>
        new(target, seed, capacity, Threads, FitSchedule.Default, _context.Cancellation) { Progress = _progress.Report, Verbose = _context.Verbose };

    private static int CountWithin(FitParameters parameters, Tile tile, Tile area)
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

    private void MeasureBackground()
    {
        if (_image.HasAlpha)
        {
            return;
        }

        for (var channel = 0; channel < FitImage.Channels(_image); channel++)
        {
            _background[channel] = (float)(DensityPoints.Sum(_image.Planes[channel]) / _image.Planes[channel].PixelCount);
        }
    }

    private void Split(long mostPixels, int tileSide)
    {
        var whole = (long)_image.Width * _image.Height <= mostPixels;
        var columns = whole ? 1 : (_image.Width + tileSide - 1) / tileSide;
        var rows = whole ? 1 : (_image.Height + tileSide - 1) / tileSide;
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var (left, right) = ((int)((long)_image.Width * column / columns), (int)((long)_image.Width * (column + 1) / columns));
                var (top, bottom) = ((int)((long)_image.Height * row / rows), (int)((long)_image.Height * (row + 1) / rows));
                _context.Cancellation.ThrowIfCancellationRequested();
                var part = FitImage.Crop(_image, left, top, right - left, bottom - top);
                if (whole)
                {
                    (_target, _start) = Prepare(part);
                    _tiles.Add(new Tile(left, top, right - left, bottom - top, DensityPoints.Sum(_start.Density)));
                    part.Dispose();
                    continue;
                }

                using (part)
                using (var tensor = StructureTensor.Compute(part, 1.5f, Threads, _context.Cancellation))
                using (var density = GaussianInitializer.Density(part, tensor, Threads, _context.Cancellation))
                {
                    _tiles.Add(new Tile(left, top, right - left, bottom - top, DensityPoints.Sum(density)));
                }
            }
        }
    }

    /// <summary>What a fit gave.</summary>
    /// <param name="Parameters">The Gaussians in pixels of the image; valid until the next fit.</param>
    /// <param name="Background">One sample a channel.</param>
    /// <param name="Iterations">Iterations of the fit; of a tile where there are several.</param>
    public readonly record struct Fitted(FitParameters Parameters, float[] Background, int Iterations)
    {
        /// <summary>The weight of opacity 1; null for the greatest.</summary>
        public float? FullWeight { get; init; }

        /// <summary>The steps that the parameters are rounded to; null where they are not.</summary>
        public CompactSteps? Steps { get; init; }
    }

    private readonly record struct Tile(int Left, int Top, int Width, int Height, double Detail)
    {
        public Tile Grow(int margin, int width, int height)
        {
            var (left, top) = (Math.Max(0, Left - margin), Math.Max(0, Top - margin));
            return this with { Left = left, Top = top, Width = Math.Min(width, Left + Width + margin) - left, Height = Math.Min(height, Top + Height + margin) - top };
        }

        public bool Contains(float x, float y) => x >= Left - .5f && x < Left + Width - .5f && y >= Top - .5f && y < Top + Height - .5f;

        public bool Touches(float x, float y, float reachX, float reachY) =>
            x + reachX >= Left && x - reachX < Left + Width && y + reachY >= Top && y - reachY < Top + Height;
    }
}
