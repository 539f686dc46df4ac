namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>The kernels' vector operations for one width; all widths round and fuse alike, so they give the same bits.</summary>
/// <typeparam name="TVector">A hardware vector of floats.</typeparam>
internal unsafe interface ILanes<TVector>
    where TVector : unmanaged
{
    static abstract int Count { get; }

    static abstract TVector Create(float value);

    /// <summary>Column within a block of each lane of a part; the parts are the vectors of a block.</summary>
    static abstract TVector BlockColumns(int part);

    /// <summary>Row within a block of each lane of a part.</summary>
    static abstract TVector BlockRows(int part);

    static abstract TVector Load(float* source);

    static abstract void Store(TVector value, float* target);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Subtract(TVector a, TVector b);

    static abstract TVector Multiply(TVector a, TVector b);

    static abstract TVector Divide(TVector a, TVector b);

    /// <summary>a b + c with one rounding.</summary>
    static abstract TVector Fma(TVector a, TVector b, TVector c);

    /// <summary>The larger of a and b, which are not NaN.</summary>
    static abstract TVector Max(TVector a, TVector b);

    /// <summary>The smaller of a and b, which are not NaN.</summary>
    static abstract TVector Min(TVector a, TVector b);

    /// <summary><paramref name="value"/> where <paramref name="a"/> is at most <paramref name="b"/>, else 0.</summary>
    static abstract TVector WhereAtMost(TVector a, TVector b, TVector value);

    /// <summary>t - floor(t).</summary>
    static abstract TVector Fraction(TVector t);

    /// <summary>value 2^floor(t), for t from <see cref="Exp2Polynomial.MinArgument"/> to 126.</summary>
    static abstract TVector ScaleByFloor(TVector value, TVector t);

    /// <summary>Rounds four channels in [0,1] to bytes and writes them as pixels.</summary>
    static abstract void StorePixels(TVector r, TVector g, TVector b, TVector a, uint* target);
}
