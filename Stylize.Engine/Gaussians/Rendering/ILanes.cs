namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>
/// The vector operations of the kernels for one width. Every operation is rounded as IEEE 754 says, multiplication and addition are always fused or
/// never, so every width gives the same bits.
/// </summary>
/// <typeparam name="TVector">A hardware vector of floats.</typeparam>
internal unsafe interface ILanes<TVector>
    where TVector : unmanaged
{
    /// <summary>Floats in a vector.</summary>
    static abstract int Count { get; }

    static abstract TVector Create(float value);

    /// <summary>0, 1, 2 and so on.</summary>
    static abstract TVector Indices { get; }

    static abstract TVector Load(float* source);

    static abstract void Store(TVector value, float* target);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Subtract(TVector a, TVector b);

    static abstract TVector Multiply(TVector a, TVector b);

    static abstract TVector Divide(TVector a, TVector b);

    /// <summary>a b + c with one rounding.</summary>
    static abstract TVector Fma(TVector a, TVector b, TVector c);

    static abstract TVector Max(TVector a, TVector b);

    static abstract TVector Min(TVector a, TVector b);

    /// <summary><paramref name="value"/> where <paramref name="a"/> is at most <paramref name="b"/>, else 0.</summary>
    static abstract TVector WhereAtMost(TVector a, TVector b, TVector value);

    /// <summary>t less its floor.</summary>
    static abstract TVector Fraction(TVector t);

    /// <summary>value times 2 to the floor of t, for t from -126 to 0; t is not below <see cref="Exp2Polynomial.Lowest"/>.</summary>
    static abstract TVector ScaleByFloor(TVector value, TVector t);

    /// <summary>Rounds four channels in [0,1] to bytes and writes them as pixels.</summary>
    static abstract void StorePixels(TVector r, TVector g, TVector b, TVector a, uint* target);
}
