namespace Stylize.Engine.Gaussians.Transforms;

/// <summary>Transforms whole models exactly, without resampling. Results are new models, which the caller
/// owns.</summary>
public static class GaussianTransforms
{
    /// <summary>Maps centers by an affine map, and covariances by its linear part.</summary>
    /// <param name="map">Map from pixels of the model to pixels of the result.</param>
    /// <exception cref="ArgumentException">The map is not invertible.</exception>
    public static GaussianModel Map(GaussianModel model, in AffineMap map, int width, int height)
    {
        if (!map.IsInvertible) throw new ArgumentException("The map is not invertible.", nameof(map));

        var store = model.Store.Clone();
        var result = model.With(store, width, height);
        for (var i = 0; i < store.Count; i++)
        {
            var (x, y) = (store.X[i] * (double)model.Width, store.Y[i] * (double)model.Height);
            store.X[i] = (float)(((map.A * x) + (map.B * y) + map.X) / width);
            store.Y[i] = (float)(((map.C * x) + (map.D * y) + map.Y) / height);

            // With the linear part M, M L is a square root of the mapped covariance. Rotating it gives the lower
            // triangular factor.
            var (b11, b12) = ((map.A * store.L11[i]) + (map.B * store.L21[i]), map.B * store.L22[i]);
            var (b21, b22) = ((map.C * store.L11[i]) + (map.D * store.L21[i]), map.D * store.L22[i]);
            var l11 = double.Hypot(b11, b12);
            store.L11[i] = (float)l11;
            store.L21[i] = (float)(((b21 * b11) + (b22 * b12)) / l11);
            store.L22[i] = (float)(Math.Abs((b11 * b22) - (b12 * b21)) / l11);
        }

        return result;
    }

    /// <summary>Moves the picture. The canvas stays.</summary>
    /// <param name="x">Pixels to the right.</param>
    /// <param name="y">Pixels down.</param>
    public static GaussianModel Translate(GaussianModel model, double x, double y) =>
        Map(model, new AffineMap(1, 0, 0, 1, x, y), model.Width, model.Height);

    /// <summary>Resizes picture and canvas.</summary>
    public static GaussianModel Resize(GaussianModel model, int width, int height) =>
        Map(model, new AffineMap((double)width / model.Width, 0, 0, (double)height / model.Height, 0, 0),
            width, height);

    /// <summary>Rotates the picture about its center. The canvas becomes the bounding box of the result.</summary>
    /// <param name="degrees">Degrees clockwise. Multiples of 90 are exact: width and height are swapped or
    /// unchanged.</param>
    public static GaussianModel Rotate(GaussianModel model, double degrees)
    {
        var (width, height) = RotatedSize(model.Width, model.Height, degrees);
        return Map(model, Rotation(model.Width, model.Height, degrees), width, height);
    }

    /// <summary>Returns the rotation of a canvas onto its <see cref="RotatedSize"/>.</summary>
    internal static AffineMap Rotation(int width, int height, double degrees)
    {
        var size = RotatedSize(width, height, degrees);
        return AffineMap.Rotation(degrees, width / 2.0, height / 2.0).Then(
            AffineMap.Identity with { X = (size.Width - width) / 2.0, Y = (size.Height - height) / 2.0 });
    }

    /// <summary>Returns the bounding box of a rotated canvas.</summary>
    /// <param name="degrees">Degrees, in either direction.</param>
    public static (int Width, int Height) RotatedSize(int width, int height, double degrees)
    {
        // Rounding errors must not enlarge integer sides by a pixel.
        const double rounding = 1e-6;
        var (sin, cos) = PortableMath.SinCosDegrees(degrees);
        (sin, cos) = (Math.Abs(sin), Math.Abs(cos));
        return (
            (int)Math.Ceiling((width * cos) + (height * sin) - rounding),
            (int)Math.Ceiling((width * sin) + (height * cos) - rounding));
    }

    /// <summary>Crops the canvas to a rectangle, and removes Gaussians that do not overlap it.</summary>
    /// <param name="x">First column; may be negative.</param>
    /// <param name="y">First row; may be negative.</param>
    /// <param name="width">Columns, 1 or more. The rectangle may extend beyond the picture.</param>
    /// <param name="reach">Radius of a Gaussian's support in standard deviations; null for the cutoff of the
    /// model.</param>
    /// <exception cref="ArgumentOutOfRangeException">Width or height is below 1.</exception>
    public static GaussianModel Crop(GaussianModel model, int x, int y, int width, int height, float? reach = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        using var moved = Map(model, AffineMap.Identity with { X = -x, Y = -y }, width, height);
        int[] kept = [.. Enumerable.Range(0, moved.Count).Where(i => Overlaps(moved, i, reach ?? model.Cutoff))];
        var residual = model.Residual is { Origin: var origin } whole
            ? whole with { Origin = (origin.X + x, origin.Y + y) } : null;
        return model.With(
            moved.Store.Gather(kept), width, height, model.Cutoff, model.Epsilon, model.Metadata, residual);
    }

    /// <summary>Returns true if a Gaussian overlaps the canvas.</summary>
    /// <param name="reach">Radius of its support in standard deviations.</param>
    internal static bool Overlaps(GaussianModel model, int i, float reach)
    {
        var store = model.Store;
        var (x, y) = (store.X[i] * model.Width, store.Y[i] * model.Height);
        var (reachX, reachY) = (reach * store.L11[i], reach * float.Hypot(store.L21[i], store.L22[i]));
        return x + reachX > 0 && x - reachX < model.Width && y + reachY > 0 && y - reachY < model.Height;
    }

    /// <summary>
    /// Places two models on one canvas, their bounding box. Settings, background and metadata are those of the first
    /// model. With "over" compositing the first model is in front; normalized models are averaged where they overlap.
    /// </summary>
    /// <remarks>
    /// Outside the overlap, both models look the same as before: opacities of normalized models are scaled to keep
    /// their ratio to the background's weight. Weights are replaced by ranks, so that layers contain both pictures in
    /// equal detail.
    /// </remarks>
    /// <param name="x">Column of the first model for the left edge of the second; may be negative.</param>
    /// <param name="y">Row of the first model for the top edge of the second; may be negative.</param>
    /// <exception cref="ArgumentException">The models differ in compositing, blend space, cutoff or alpha.</exception>
    public static GaussianModel Join(GaussianModel first, GaussianModel second, double x, double y)
    {
        if (Difference(first, second) is { } difference)
        {
            throw new ArgumentException($"The models differ in {difference}.", nameof(second));
        }

        var size = JoinedSize(first.Width, first.Height, second.Width, second.Height, x, y);
        var (width, height) = (checked((int)size.Width), checked((int)size.Height));
        var (left, top) = (Math.Min(0, Math.Floor(x)), Math.Min(0, Math.Floor(y)));
        using var a = Map(first, new AffineMap(1, 0, 0, 1, -left, -top), width, height);
        using var b = Map(second, new AffineMap(1, 0, 0, 1, x - left, y - top), width, height);
        RankWeights(a.Store);
        RankWeights(b.Store);
        var epsilon = Math.Min(a.Epsilon, b.Epsilon);
        if (first.Compositing == GaussianCompositing.Normalized)
        {
            TensorPrimitives.Multiply(a.Store.Opacity, epsilon / a.Epsilon, a.Store.Opacity);
            TensorPrimitives.Multiply(b.Store.Opacity, epsilon / b.Epsilon, b.Store.Opacity);
        }

        var store = new GaussianStore(checked(a.Count + b.Count));
        for (var plane = 0; plane < GaussianStore.PlaneCount; plane++)
        {
            a.Store.Plane(plane).CopyTo(store.Plane(plane));
            b.Store.Plane(plane).CopyTo(store.Plane(plane)[a.Count..]);
        }

        return first.With(store, width, height, first.Cutoff, epsilon, first.Metadata);
    }

    /// <summary>Returns the bounding box of two pictures.</summary>
    /// <returns>Width and height as integers, which may exceed <see cref="GaussianModel.MaxSide"/>.</returns>
    public static (double Width, double Height) JoinedSize(
        int width, int height, int otherWidth, int otherHeight, double x, double y)
    {
        return (Side(x, width, otherWidth), Side(y, height, otherHeight));

        static double Side(double at, int one, int other) =>
            Math.Max(one, Math.Ceiling(at + other)) - Math.Min(0, Math.Floor(at));
    }

    /// <summary>Returns the name of a setting that prevents joining two models; null if they can be joined.</summary>
    public static string? Difference(GaussianModel first, GaussianModel second) =>
        first.Compositing != second.Compositing ? "compositing"
        : first.BlendSpace != second.BlendSpace ? "blend space"
        : first.Cutoff != second.Cutoff ? "cutoff"
        : first.HasAlpha != second.HasAlpha ? "alpha"
        : null;

    /// <summary>Replaces weights by their ranks, scaled to [0,1].</summary>
    private static void RankWeights(GaussianStore store)
    {
        int[] order = [.. Enumerable.Range(0, store.Count)];
        Array.Sort(store.Weight.ToArray(), order);
        for (var rank = 0; rank < order.Length; rank++)
        {
            store.Weight[order[rank]] = (rank + 0.5f) / order.Length;
        }
    }
}

/// <summary>The affine map x' = A x + B y + X, y' = C x + D y + Y, in source pixels.</summary>
public readonly record struct AffineMap(double A, double B, double C, double D, double X, double Y)
{
    /// <summary>Creates a rotation about a point.</summary>
    /// <param name="degrees">Degrees from the x axis toward the y axis, clockwise on the screen.</param>
    /// <param name="centerY">Row of the point, in pixels.</param>
    public static AffineMap Rotation(double degrees, double centerX, double centerY)
    {
        var (sin, cos) = PortableMath.SinCosDegrees(degrees);
        return new(cos, -sin, sin, cos, centerX - (cos * centerX) + (sin * centerY),
            centerY - (sin * centerX) - (cos * centerY));
    }

    /// <summary>The map that changes nothing.</summary>
    public static AffineMap Identity => new(1, 0, 0, 1, 0, 0);

    /// <summary>The factor by which areas grow; negative if the map mirrors.</summary>
    internal double Determinant => (A * D) - (B * C);

    /// <summary>Returns the map of a point.</summary>
    public (double X, double Y) At(double x, double y) => ((A * x) + (B * y) + X, (C * x) + (D * y) + Y);

    /// <summary>Returns this map followed by another.</summary>
    public AffineMap Then(in AffineMap next)
    {
        var (x, y) = next.At(X, Y);
        return new(
            (next.A * A) + (next.B * C), (next.A * B) + (next.B * D), (next.C * A) + (next.D * C),
            (next.C * B) + (next.D * D), x, y);
    }

    /// <summary>Returns the inverse of an invertible map.</summary>
    public AffineMap Inverse()
    {
        var linear = new AffineMap(D / Determinant, -B / Determinant, -C / Determinant, A / Determinant, 0, 0);
        var (x, y) = linear.At(-X, -Y);
        return linear with { X = x, Y = y };
    }

    /// <summary>True if the map is invertible and all coefficients are finite.</summary>
    public bool IsInvertible => Math.Abs(Determinant) > 1e-12 && double.IsFinite(A + B + C + D + X + Y);
}
