namespace Stylize.Engine.Gaussians.Files;

/// <summary>One side of the range coder: code that is written once serves writing and reading.</summary>
internal interface IBitCoder
{
    /// <summary>True on the writing side.</summary>
    static abstract bool Writes { get; }

    /// <summary>Writes <paramref name="bit"/>, or reads one and ignores it; returns the bit.</summary>
    int Code(ref AdaptiveBit model, int bit);

    /// <summary>Writes the lower bits of a value as they are, or reads them; returns the value.</summary>
    /// <param name="count">0 to 32.</param>
    uint CodeBits(uint value, int count);
}
