namespace Stylize.Engine.Gaussians.Files;

/// <summary>The values of a Gaussian, by the numbers of <see cref="CompactAim"/>, while they are rounded one after the other.</summary>
internal interface ICompactAim
{
    /// <summary>What a value should become, by what those before it have become.</summary>
    double this[int value] { get; }

    /// <summary>Says what a value is.</summary>
    void Start(int value, double start);

    /// <summary>Says what a value became.</summary>
    void Choose(int value, double chosen);
}
