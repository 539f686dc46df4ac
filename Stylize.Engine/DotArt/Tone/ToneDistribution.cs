using Stylize.Engine.DotArt.Background;
using Stylize.Engine.DotArt.Points;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.DotArt.Tone;

/// <summary>
/// Dots that follow tone. Sites are seeded by error diffusion and relaxed to the centres of the cells of their weighted Voronoi diagram (Secord, NPAR 2002; Deussen,
/// Spicker and Zheng, SIGGRAPH Asia 2017), each dot then gets the radius that holds its cell's ink.
/// </summary>
internal sealed class ToneDistribution
{
    private const int DefaultMost = 200_000;
    private const int SizeSteps = 128;
    private const float LeastInk = 1f / 255f;
    private const double MostPerPixel = 4;
    private const float ShadowKnee = 0.8f, ShadowLimit = 0.91f;

    // Many dots: close to even places, sizes carry the tone. Few dots: places crowd in the shadows, where dots merge into solid forms.
    private const float FineSpacing = 4.4f, CoarseSpacing = 8.8f;
    private const float FineExponent = 0.4f, CoarseExponent = 2f, ApartCoarseExponent = 1f;

    private readonly Raster<Rgba32> _image;
    private readonly DotArtOptions _options;
    private readonly OperationContext _context;
    private readonly InkScale _scale;
    private readonly Raster<ushort>? _background;
    private readonly int _rounds;

    /// <param name="background">Pixels with <see cref="BackgroundMask.Bit"/> get no dots; or null.</param>
    /// <param name="rounds">Rounds of relaxation.</param>
    public ToneDistribution(Raster<Rgba32> image, DotArtOptions options, Raster<ushort>? background, int rounds, OperationContext context)
    {
        _image = image;
        _options = options;
        _context = context;
        _background = background;
        _rounds = rounds;
        _scale = new InkScale(options.ToneCurve, options.PaperColor ?? new Rgba32(255, 255, 255), options.Color);
    }

    /// <summary>Places the dots; none where there is no ink.</summary>
    public unsafe DotSet Place()
    {
        var total = InkPlane.Total(_image, _scale, _background, _context.MaxThreads, _context.Cancellation);
        if (total < 1e-3)
        {
            return new DotSet(0);
        }

        var count = Count(total);
        InkPlane plane;
        using (_context.Phases.Start("ink"))
        {
            plane = InkPlane.Make(_image, _scale, _background, count, _context.MaxThreads, _context.Cancellation);
        }

        using var inkPlane = plane;
        var size = plane.PixelSize;
        using var density = Density(plane.Ink, count);
        using var sites = Seed(plane, density, count);
        using var cells = new VoronoiCells(sites, density, plane.Ink);
        var free = _options.Pattern == DotPattern.Free;
        using (_context.Phases.Start("relax"))
        {
            LloydRelaxation.Run(sites, cells, free ? _rounds : 0, _context.MaxThreads, _context.Cancellation, Report);
        }

        using var radii = new PooledBuffer<float>(sites.Count);
        using (_context.Phases.Start("radii"))
        {
            if (_options.AllowOverlap)
            {
                Snap(sites, size);
                sites.Sort();
                using var labels = new Raster<int>(density.Width, density.Height);
                cells.Measure(_context.MaxThreads, _context.Cancellation, labels);
                Overlap(sites, cells, labels, density, radii.Span);
            }
            else
            {
                cells.Measure(_context.MaxThreads, _context.Cancellation);
                Separate(sites, cells, size, radii.Span, free);
            }

            return Collect(sites, radii.Span, size);
        }
    }

    private void Report(double share) => _context.Progress?.Invoke(new OperationProgress(0.2 + (0.5 * share), "relax"));

    private int Count(double total)
    {
        var mean = (_options.MinRadius + _options.MaxRadius) / 2.0;
        var natural = Math.Clamp(total / (ShapeArea.Of(_options.Shape) * mean * mean), 1, DefaultMost);
        var most = Math.Max(1, Math.Min(DotArtOptions.MaxDots, MostPerPixel * _image.PixelCount));
        if (_options.DotCount > most)
        {
            _context.Warning?.Invoke($"{_options.DotCount} dots are more than {MostPerPixel} a pixel; {(int)most} are placed.");
        }

        return (int)Math.Min(_options.DotCount ?? natural, most);
    }

    private Raster<float> Density(Raster<float> ink, int count)
    {
        var spacing = MathF.Sqrt(_image.PixelCount / (float)count);
        var share = Math.Clamp(MathF.Log(spacing / FineSpacing) / MathF.Log(CoarseSpacing / FineSpacing), 0f, 1f);
        var coarse = _options.AllowOverlap ? CoarseExponent : ApartCoarseExponent;
        var exponent = _options.AdaptiveSizing ? FineExponent + (share * (coarse - FineExponent)) : 1f;
        var powers = new float[1025];
        for (var i = 0; i < powers.Length; i++)
        {
            powers[i] = MathF.Pow(i / 1024f, exponent);
        }

        var density = new Raster<float>(ink.Width, ink.Height);
        RowBands.ForEach(ink.Height, _context.MaxThreads, _context.Cancellation, (_, first, end) =>
        {
            for (var y = first; y < end; y++)
            {
                var from = ink.Row(y);
                var to = density.Row(y);
                for (var x = 0; x < from.Length; x++)
                {
                    to[x] = from[x] < LeastInk ? 0f : powers[(int)((from[x] * 1024f) + 0.5f)];
                }
            }
        });
        return density;
    }

    private unsafe Sites Seed(InkPlane plane, Raster<float> density, int count)
    {
        if (_options.Pattern == DotPattern.Free)
        {
            var seeded = new Sites(count, _image.Width / plane.PixelSize, _image.Height / plane.PixelSize);
            SiteSeeding.Place(density, seeded, _options.Seed);
            seeded.Sort();
            return seeded;
        }

        var pitch = HalftoneGrid.PitchOf(_options.Pattern, _image.PixelCount, count);
        var places = new HalftoneGrid(_options.Pattern, _image.Width, _image.Height, pitch).Places().ToArray();
        var sites = new Sites(places.Length, _image.Width / plane.PixelSize, _image.Height / plane.PixelSize);
        for (var i = 0; i < places.Length; i++)
        {
            sites.X[i] = places[i].X / plane.PixelSize;
            sites.Y[i] = places[i].Y / plane.PixelSize;
        }

        sites.Sort();
        return sites;
    }

    private void Overlap(Sites sites, VoronoiCells cells, Raster<int> labels, Raster<float> scratch, Span<float> radii)
    {
        if (_options.AdaptiveSizing && _options.Shape == DotShape.Circle)
        {
            OverlappingRadii.Fit(sites, cells.Sums, labels, scratch, radii, _context.MaxThreads, _context.Cancellation);
        }
        else
        {
            Want(cells, radii);
        }

        Vary(radii);
    }

    private void Separate(Sites sites, VoronoiCells cells, float size, Span<float> radii, bool free)
    {
        using var wanted = new PooledBuffer<float>(sites.Count);
        Want(cells, wanted.Span);
        Vary(wanted.Span);
        Jitter(sites, size);
        if (free)
        {
            DiscPacking.Pack(sites, wanted.Span, radii, _context.Cancellation);
        }
        else
        {
            wanted.Span.CopyTo(radii);
        }

        Snap(sites, size);
        var step = Step(wanted.Span, size) / size;
        Reorder(sites, wanted.Span, radii);
        foreach (ref var w in wanted.Span)
        {
            w = MathF.Max(1f, MathF.Round(w / step)) * step;
        }

        DiscPacking.Settle(sites, wanted.Span, radii, _context.Cancellation);
        foreach (ref var r in radii)
        {
            r = MathF.Floor((r / step) + 1e-3f) * step;
        }
    }

    /// <summary>The radius that holds a cell's ink; where sizing is not adaptive, the one that all dots need to hold all ink together.</summary>
    private void Want(VoronoiCells cells, Span<float> wanted)
    {
        var area = ShapeArea.Of(_options.Shape);
        var sum = 0.0;
        for (var i = 0; i < wanted.Length; i++)
        {
            sum += cells.Sums[i].Ink;
            wanted[i] = MathF.Sqrt(cells.Sums[i].Ink / area);
        }

        if (!_options.AllowOverlap)
        {
            EaseShadows(cells, wanted);
        }

        if (!_options.AdaptiveSizing)
        {
            wanted.Fill((float)Math.Sqrt(sum / wanted.Length / area));
        }
    }

    /// <summary>
    /// Discs that stay apart cover about .8 of a plane at most. Coverage above <see cref="ShadowKnee"/> approaches <see cref="ShadowLimit"/> smoothly, so that shadows keep
    /// their drawing instead of filling up.
    /// </summary>
    private static void EaseShadows(VoronoiCells cells, Span<float> wanted)
    {
        for (var i = 0; i < wanted.Length; i++)
        {
            ref readonly var cell = ref cells.Sums[i];
            var coverage = cell.Ink / MathF.Max(cell.Area, 1e-6f);
            if (coverage > ShadowKnee)
            {
                var eased = ShadowKnee + ((ShadowLimit - ShadowKnee) * (1f - MathF.Exp((ShadowKnee - coverage) / (ShadowLimit - ShadowKnee))));
                wanted[i] *= MathF.Sqrt(eased / coverage);
            }
        }
    }

    private void Vary(Span<float> radii)
    {
        if (_options.SizeVariation <= 0)
        {
            return;
        }

        for (var i = 0; i < radii.Length; i++)
        {
            radii[i] *= 1f + (_options.SizeVariation * new PixelRandom(i, _options.Seed).Signed(2));
        }
    }

    private unsafe void Jitter(Sites sites, float size)
    {
        if (_options.PositionJitter <= 0)
        {
            return;
        }

        var most = MathF.Min(_options.PositionJitter / size, 0.25f * MathF.Sqrt(sites.Width * sites.Height / sites.Count));
        for (var i = 0; i < sites.Count; i++)
        {
            var random = new PixelRandom(i, _options.Seed);
            sites.X[i] = Math.Clamp(sites.X[i] + (most * random.Signed(0)), 0.01f, sites.Width - 0.01f);
            sites.Y[i] = Math.Clamp(sites.Y[i] + (most * random.Signed(1)), 0.01f, sites.Height - 0.01f);
        }
    }

    private unsafe void Snap(Sites sites, float size)
    {
        var unit = MathF.Pow(10f, _options.Precision);
        for (var i = 0; i < sites.Count; i++)
        {
            sites.X[i] = MathF.Round(sites.X[i] * size * unit) / unit / size;
            sites.Y[i] = MathF.Round(sites.Y[i] * size * unit) / unit / size;
        }
    }

    private static unsafe void Reorder(Sites sites, Span<float> wanted, Span<float> radii)
    {
        using var moved = new PooledBuffer<int>(sites.Count);
        using var copy = new PooledBuffer<float>(sites.Count);
        sites.Sort(moved.Pointer);
        wanted.CopyTo(copy.Span);
        for (var i = 0; i < sites.Count; i++)
        {
            wanted[i] = copy.Span[moved.Span[i]];
        }

        radii.CopyTo(copy.Span);
        for (var i = 0; i < sites.Count; i++)
        {
            radii[i] = copy.Span[moved.Span[i]];
        }
    }

    private float Step(ReadOnlySpan<float> radii, float size)
    {
        var largest = 0f;
        foreach (var r in radii)
        {
            largest = MathF.Max(largest, r);
        }

        return RadiusSteps.Of(largest * size, SizeSteps, _options.Precision);
    }

    private unsafe DotSet Collect(Sites sites, Span<float> radii, float size)
    {
        var step = Step(radii, size);
        var dots = new DotSet(sites.Count);
        var half = 0.5f * MathF.Sqrt(_image.PixelCount / (float)sites.Count);
        for (var i = 0; i < sites.Count; i++)
        {
            var radius = _options.AllowOverlap ? MathF.Round(radii[i] * size / step) * step : radii[i] * size;
            if (radius < 0.25f * step)
            {
                continue;
            }

            float x = sites.X[i] * size, y = sites.Y[i] * size;
            var color = _options.Color ?? _scale.MixedColor(_image, x, y, half);
            var opacity = 1f - (_options.OpacityVariation * new PixelRandom(i, _options.Seed).Unit(3));
            dots.Add(new Dot(x, y, radius, color with { A = (byte)((MathF.Max(opacity, 0.1f) * 255f) + 0.5f) }));
        }

        return dots;
    }
}
