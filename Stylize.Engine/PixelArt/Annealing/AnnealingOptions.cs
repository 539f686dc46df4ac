namespace Stylize.Engine.PixelArt.Annealing;

#pragma warning disable CS1591 // The attributes describe the options.

/// <summary>Options of deterministic annealing, which <see cref="PixelArtOptions"/> has as its own.</summary>
public sealed record AnnealingOptions : IOptionRecord
{
    [Option("Initial temperature as a multiple of the critical temperature.", Group = HelpGroup.Expert, Unit = "factor", Min = 0.1,
        Max = 10)]
    public double InitialTemperatureFactor { get; init; } = 1.1;

    [Option("Factor of the temperature after each convergence of the palette.", Group = HelpGroup.Expert, Unit = "factor", Min = 0.1,
        Max = 0.99)]
    public double CoolingRate { get; init; } = 0.7;

    [Option("Temperature at which annealing ends, in Lab units.", Group = HelpGroup.Expert, Min = 0.1, Max = 100)]
    public double FinalTemperature { get; init; } = 1;

    [Option("Total palette movement that counts as converged, in Lab units.", Group = HelpGroup.Expert, Min = 1e-9, Max = 100)]
    [NotWith("Palette", OnlyGiven = true)]
    public double PaletteTolerance { get; init; } = 1;

    [Option("Distance of two sub-clusters that splits a color, in Lab units.", Group = HelpGroup.Expert, Min = 0.01, Max = 100)]
    [NotWith("Palette", OnlyGiven = true)]
    public double SplitDistance { get; init; } = 0.25;

    [Option("Initial distance of two sub-clusters, in Lab units.", Group = HelpGroup.Expert, Min = 0.01, Max = 10)]
    [NotWith("Palette", OnlyGiven = true)]
    public double SplitPerturbation { get; init; } = 0.125;

    [Option("Maximum number of iterations.", Group = HelpGroup.Expert, Min = 1, Max = 100_000)]
    public int MaxIterations { get; init; } = 1010;

    [Option("Palette movement that counts as stagnation, in Lab units.", Group = HelpGroup.Expert, Min = 0, Max = 1)]
    [NotWith("Palette", OnlyGiven = true)]
    public double StagnationTolerance { get; init; } = 1e-6;

    [Option("Number of stagnant iterations in a row that ends annealing.", Group = HelpGroup.Expert, Min = 1, Max = 1000)]
    [NotWith("Palette", OnlyGiven = true)]
    public int StagnationIterations { get; init; } = 5;

    /// <summary>Returns the initial temperature, in Lab units. For squared distances, a cluster splits at the critical temperature
    /// 2 lambda_max (Rose 1998), where lambda_max is the largest eigenvalue of the covariance of its colors. Distances here are not
    /// squared, so the critical temperature is sqrt(2 lambda_max), as in the implementation published by Gerstner et al.</summary>
    internal double InitialTemperature(double largestVariance) =>
        Math.Max(InitialTemperatureFactor * Math.Sqrt(2 * largestVariance), FinalTemperature);

    internal double Cool(double temperature) => Math.Max(temperature * CoolingRate, FinalTemperature);

    public override string ToString() => OptionText.Differences(this);
}
