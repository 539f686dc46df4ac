using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Fitting.Descent;

/// <summary>The course of a fit: how often it restarts, how its rates fall, and when Gaussians are relocated.</summary>
internal sealed record FitSchedule
{
    /// <summary>Tuned on crops of Kodak 03, 05, 13 and 23; docs/gaussian-images.md has what each value gains.</summary>
    public static FitSchedule Default { get; } = new();

    /// <summary>The schedule of fits in layers: new Gaussians are smaller, since what is there keeps its place in other pictures.</summary>
    public static FitSchedule Layered { get; } = Default with { RelocationSize = .12f };

    /// <summary>Number of short fits, from whose error the density of the next start is corrected.</summary>
    public int Restarts { get; init; } = 1;

    /// <summary>Share of all iterations for each short fit.</summary>
    public double RestartShare { get; init; } = .03;

    /// <summary>Power of (error / count) by which the density is multiplied before a restart.</summary>
    public float RestartPower { get; init; } = .6f;

    public FitRates Rates { get; init; } = FitRates.Initial;

    /// <summary>Factor of the rates at the end of the fit.</summary>
    public float FinalRate { get; init; } = .02f;

    public float InitialWeight { get; init; } = .5f;

    /// <summary>Share of the Gaussians that the first relocation moves; later ones move fewer, linearly down to none.</summary>
    public double RelocationShare { get; init; } = .2;

    /// <summary>Share of the fit after which none are relocated.</summary>
    public double RelocationEnd { get; init; } = .7;

    /// <summary>Standard deviation of a relocated Gaussian over the distance of its new neighbors.</summary>
    public float RelocationSize { get; init; } = .25f;

    /// <summary>Factor of the rates at a fraction of the fit: a cosine from 1 to <see cref="FinalRate"/>.</summary>
    public float Rate(double fraction) => FinalRate + ((1 - FinalRate) * .5f * (1 + (float)PortableMath.Cos(Math.PI * fraction)));

    public static int RelocationInterval(int iterations) => Math.Clamp(iterations / 25, 20, 60);
}

/// <summary>Learning rates of one iteration: center in standard deviations, shape and weight relative, color in samples.</summary>
internal readonly record struct FitRates(float Center, float Shape, float Color, float Weight)
{
    /// <summary>Tuned on crops of Kodak 03, 05, 13 and 23; docs/gaussian-images.md has what each step gained.</summary>
    public static FitRates Initial { get; } = new(.16f, .1f, .03f, .1f);

    /// <summary>Mean distance of Gaussians in pixels from which the rates hold: that of the crops used for tuning.</summary>
    private const double UsualSpacing = 6.25;

    /// <summary>Smallest share of <see cref="UsualSpacing"/> that matters.</summary>
    private const double Nearest = .25;

    /// <summary>The rates for a mean distance. Dense Gaussians take smaller steps in color and larger ones in place and shape.</summary>
    /// <param name="spacing">Mean distance in pixels, the root of the pixels for each Gaussian.</param>
    public FitRates For(double spacing)
    {
        var share = Math.Max(Nearest, spacing / UsualSpacing);
        if (share >= 1) return this;

        var larger = Scale((float)PortableMath.Pow(share, -1.0 / 3));
        return larger with { Color = Color * (float)share };
    }

    public FitRates Scale(float factor) => new(Center * factor, Shape * factor, Color * factor, Weight * factor);
}
