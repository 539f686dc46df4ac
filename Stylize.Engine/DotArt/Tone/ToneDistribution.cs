using Stylize.Engine.DotArt.Background;
using Stylize.Engine.DotArt.Points;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Tone;

/// <summary>The tone distribution: weighted Voronoi stippling (Secord, NPAR 2002). Sites seeded by error diffusion move
/// to the centroids of their weighted Voronoi cells by Lloyd's method. Each dot then gets the radius for which its area
/// equals the ink of its cell, like dots of variable size in Deussen, Spicker and Zheng, "Weighted Linde-Buzo-Gray
/// stippling", SIGGRAPH Asia 2017. Unlike there, cells are not split or merged, because the number of dots is given,
/// not their size.</summary>
/// <param name="scale">The inks of the dots.</param>
/// <param name="background">Pixels with <see cref="BackgroundMask.Bit"/> get no dots; null for no background.</param>
internal sealed unsafe class ToneDistribution(
    Raster<Rgba32> image, InkScale scale, DotArtPlan plan, Raster<ushort>? background, OperationContext context)
{
    /// <summary>Minimum pixels per dot of the default number.</summary>
    public const int MinPixelsPerDefaultDot = 8;

    /// <summary>Default number of dots; of dots of one size, of inks or of ink areas, which draw tone, color and edges
    /// by their number; and of the points of a line for screens, which follows the size of the image, because a line
    /// needs several points per detail.</summary>
    private const int DefaultDots = 10_000, DefaultFineDots = 40_000, MinPoints = 60_000, MaxPoints = 150_000,
        PixelsPerPoint = 5;

    public const float MinOpacity = 0.1f;
    private const double MaxDotsPerPixel = 4;

    /// <summary>Number of dots per unit of parallel work.</summary>
    public const int DotsPerPart = 1024;

    private const double MinTotalInk = 1e-3;
    private readonly DotArtOptions _options = plan.Options;

    public DotSet Place()
    {
        var total = Sum(null);
        if (total < MinTotalInk) return new DotSet(0);

        var sizing = DotSizing.FromPlan(plan);
        if (sizing.Count is null && (_options.Plot.Taps || plan.IsForPens))
        {
            sizing = PenCount.Apply(sizing, plan, image.Width, image.Height, total, Sum);
        }

        var count = Count(sizing.Count);
        return _options.Pattern == DotPattern.Free
            ? Stipple(sizing, count)
            : new LatticeDistribution(image, scale, plan, sizing, background, context).Place(count);
    }

    private double Sum(Action<Span<float>>? replace) => InkPlane.Sum(image, scale, background, replace, context);

    /// <summary>Places dots freely.</summary>
    private DotSet Stipple(in DotSizing sizing, int count)
    {
        InkPlane plane;
        using (context.Phases.Start("ink"))
        {
            plane = InkPlane.Create(image, scale, background, count, context.MaxThreads, context.Cancellation);
        }

        using var inkPlane = plane;
        using var density = ToneDensity.FromInk(plane.Ink, sizing, context.MaxThreads, context.Cancellation);
        using var sites = Seed(plane, density, count);
        using var cells = new VoronoiCells(sites, density, plane.Ink);
        using (context.Phases.Start("relax"))
        {
            var rounds = Math.Max(DotArtPlan.MinRounds, DotRounds.For(sites.Count, plan.Rounds));
            LloydRelaxation.Run(sites, cells, rounds, context.MaxThreads, context.Cancellation, Report);
        }

        using var radii = new PooledBuffer<float>(sites.Count);
        using (context.Phases.Start("radii"))
        {
            if (sizing.AllowOverlap)
            {
                sites.Round(plane.PixelSize, (float)PortableMath.Pow(10f, _options.Precision));
                sites.Sort();
                Overlap(sites, cells, density, radii.Span, plane.PixelSize, sizing);
            }
            else
            {
                cells.Measure(context.MaxThreads, context.Cancellation);
                SeparatedRadii.Fit(
                    sites, cells.Sums, plane.PixelSize, _options, sizing, radii.Span, context.Cancellation);
            }

            var isRounded = sizing is { AllowOverlap: true, IsLine: false } && !_options.Plot.Taps;
            return Collect(sites, radii, plane.PixelSize, isRounded);
        }
    }

    private void Report(double share) => context.Progress?.Invoke(
        new OperationProgress(_options.SingleLine ? 0.06 + (0.1 * share) : 0.2 + (0.5 * share), "relax"));

    /// <summary>Returns the default number of dots, which does not depend on the image size unless the image is very
    /// small. For pens, it is the maximum of <see cref="PenCount"/>.</summary>
    public static int DefaultCount(DotArtPlan plan, long pixels)
    {
        var options = plan.Options;
        var most = options.SingleLine
            ? (plan.IsForPens ? PenCount.MaxPoints : Math.Clamp(pixels / PixelsPerPoint, MinPoints, MaxPoints))
            : !plan.IsForPens && plan.Kind.DrawsTone
                && options is { AdaptiveSizing: true, Inks.Separation: Separation.None } ? DefaultDots
            : DefaultFineDots;
        return (int)Math.Clamp(options.SingleLine ? 2 * pixels : pixels / MinPixelsPerDefaultDot, 1, most);
    }

    /// <summary>Returns the number of dots: as requested, limited by the size of the image. Warns unless the number is
    /// that of a preset.
    /// </summary>
    private int Count(int? wanted)
    {
        var max = Math.Max(1, Math.Min(DotArtOptions.MaxDots, MaxDotsPerPixel * image.PixelCount));
        if (wanted > max && DotArtOptions.Presets.Values.All(preset => preset.DotCount != wanted))
        {
            context.Warning?.Invoke(
                $"{wanted} dots were requested, but only {MaxDotsPerPixel} per pixel are possible. {(int)max} are "
                + "placed.");
        }

        return (int)Math.Min(wanted ?? DefaultCount(plan, image.PixelCount), max);
    }

    /// <summary>Returns the initial sites from error diffusion, sorted.</summary>
    private Sites Seed(InkPlane plane, Raster<float> density, int count)
    {
        var sites = new Sites(count, image.Width / plane.PixelSize, image.Height / plane.PixelSize);
        SiteSeeding.Place(density, sites, _options.Seed);
        sites.Sort();
        return sites;
    }

    /// <summary>Computes radii of dots that may overlap. Overwrites the density as scratch space.</summary>
    private void Overlap(
        Sites sites, VoronoiCells cells, Raster<float> density, Span<float> radii, float pixelSize, in DotSizing sizing)
    {
        using var labels = new Raster<int>(density.Width, density.Height);
        cells.Measure(context.MaxThreads, context.Cancellation, labels);
        if (sizing.HasSizedDiscs)
        {
            OverlappingRadii.Fit(sites, cells.Sums, labels, density, radii, context.MaxThreads, context.Cancellation);
        }
        else
        {
            CellRadii.Fill(cells.Sums, sizing, radii);
        }

        if (_options.Plot.Taps)
        {
            CellRadii.FillTaps(
                cells.Sums, (float)PenCount.NibOf(plan, image.Width) / 2 / pixelSize, radii);
        }

        CellRadii.Vary(radii, sizing.SizeVariation, _options.Seed);
    }

    /// <summary>Returns the dots of the sites with colors, without dots too small for the file.</summary>
    /// <param name="isRounded">True to round radii, so that many dots share a size.</param>
    private DotSet Collect(Sites sites, PooledBuffer<float> radii, float pixelSize, bool isRounded)
    {
        var sizes = scale.HasOwnColors ? RadiusSteps.MaxColoredSizes : RadiusSteps.MaxToneSizes;
        var step = RadiusSteps.Step(Sites.Largest(radii.Span) * pixelSize, sizes, _options.Precision);
        var half = 0.5f * MathF.Sqrt(image.PixelCount / (float)sites.Count);
        using var found = new PooledBuffer<Dot>(sites.Count);
        RowBands.ForEachRow(sites.Count, context.MaxThreads, context.Cancellation, i =>
        {
            var exact = radii.Pointer[i] * pixelSize;
            var radius = isRounded ? MathF.Max(1f, MathF.Round(exact / step)) * step : exact;
            found.Pointer[i] = exact < 0.25f * step ? default : Dot(i, radius, exact);
        }, DotsPerPart);

        var dots = new DotSet(sites.Count);
        foreach (var dot in found.Span)
        {
            if (dot.Radius > 0)
            {
                dots.Add(dot);
            }
        }

        return dots;

        Dot Dot(int i, float radius, float exact)
        {
            var growth = radius * radius / (exact * exact);
            float x = sites.X[i] * pixelSize, y = sites.Y[i] * pixelSize;
            var color = scale.IsMixed
                ? scale.MeanColor(image, x, y, half) : scale.Ink ?? scale.MixedColor(image, x, y, half, growth);
            var opacity = 1f - (_options.OpacityVariation * new PixelRandom(i, _options.Seed).Unit(3));
            return new Dot(x, y, radius, color with { A = (byte)((MathF.Max(opacity, MinOpacity) * 255f) + 0.5f) });
        }
    }
}
