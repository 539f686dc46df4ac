namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>The course of a fit: how often it starts again, how rates fall, when Gaussians move to where they are needed.</summary>
internal sealed record FitSchedule
{
    /// <summary>The schedule that measured best on photographs.</summary>
    public static FitSchedule Default { get; } = new();

    /// <summary>Short fits whose error decides where the next start puts its Gaussians.</summary>
    public int Restarts { get; init; } = 1;

    /// <summary>Share of the whole for each short fit.</summary>
    public double RestartShare { get; init; } = .03;

    /// <summary>Power of (error / count) by which the density is multiplied before a new start.</summary>
    public float RestartPower { get; init; } = .6f;

    /// <summary>Rates at the start.</summary>
    public FitRates Rates { get; init; } = FitRates.Initial;

    /// <summary>Factor of the rates at the end.</summary>
    public float FinalRate { get; init; } = .02f;

    /// <summary>Weight of a new Gaussian.</summary>
    public float InitialWeight { get; init; } = .5f;

    /// <summary>Share of the Gaussians that the first relocation moves; it falls linearly towards 0 at the end of the fit.</summary>
    public double RelocationShare { get; init; } = .2;

    /// <summary>Share of the fit after which none is moved.</summary>
    public double RelocationEnd { get; init; } = .7;

    /// <summary>Standard deviation of a moved Gaussian over the distance of its new neighbours.</summary>
    public float RelocationSize { get; init; } = .25f;

    /// <summary>Power of the squared error that moved Gaussians follow.</summary>
    public float RelocationPower { get; init; } = 1.5f;

    /// <summary>Factor of the rates when <paramref name="fraction"/> of the fit is done: a cosine from 1 to <see cref="FinalRate"/>.</summary>
    public float Rate(double fraction) => FinalRate + ((1 - FinalRate) * .5f * (1 + MathF.Cos(MathF.PI * (float)fraction)));

    /// <summary>Iterations from one relocation to the next.</summary>
    /// <param name="iterations">Iterations of the whole fit.</param>
    public static int RelocationInterval(int iterations) => Math.Clamp(iterations / 25, 20, 100);
}
