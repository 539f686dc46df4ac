using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Transforms;

/// <summary>Transforms whole models exactly, without resampling. Results are new models that the caller owns.</summary>
public static class GaussianTransforms
{
    /// <summary>Maps every Gaussian: its center by the map, its covariance by the map's linear part.</summary>
    /// <param name="map">From pixels of the model to pixels of the result.</param>
    /// <exception cref="ArgumentException">The map has no inverse.</exception>
    public static GaussianModel Map(GaussianModel model, in AffineMap map, int width, int height)
    {
        if (!map.IsInvertible) throw new ArgumentException("The map has no inverse.", nameof(map));

        var store = model.Store.Clone();
        var result = model.With(store, width, height);
        for (var i = 0; i < store.Count; i++)
        {
            var (x, y) = (store.X[i] * (double)model.Width, store.Y[i] * (double)model.Height);
            store.X[i] = (float)(((map.A * x) + (map.B * y) + map.X) / width);
            store.Y[i] = (float)(((map.C * x) + (map.D * y) + map.Y) / height);

            // For the linear part M, M L is a square root of the mapped covariance. Its rows have the same products as those of the lower
            // triangular one.
            var (b11, b12) = ((map.A * store.L11[i]) + (map.B * store.L21[i]), map.B * store.L22[i]);
            var (b21, b22) = ((map.C * store.L11[i]) + (map.D * store.L21[i]), map.D * store.L22[i]);
            var l11 = double.Hypot(b11, b12);
            store.L11[i] = (float)l11;
            store.L21[i] = (float)(((b21 * b11) + (b22 * b12)) / l11);
            store.L22[i] = (float)(Math.Abs((b11 * b22) - (b12 * b21)) / l11);
        }

        return result;
    }

    /// <summary>Moves the picture; the canvas stays.</summary>
    /// <param name="x">Pixels to the right.</param>
    /// <param name="y">Pixels down.</param>
    public static GaussianModel Translate(GaussianModel model, double x, double y) =>
        Map(model, new AffineMap(1, 0, 0, 1, x, y), model.Width, model.Height);

    /// <summary>Stretches picture and canvas to another size.</summary>
    public static GaussianModel Resize(GaussianModel model, int width, int height) =>
        Map(model, new AffineMap((double)width / model.Width, 0, 0, (double)height / model.Height, 0, 0), width, height);

    /// <summary>Turns the picture about its center. The canvas becomes the smallest that holds the result.</summary>
    /// <param name="degrees">Degrees clockwise. Multiples of 90 are exact: width and height change places or stay.</param>
    public static GaussianModel Rotate(GaussianModel model, double degrees)
    {
        var (width, height) = RotatedSize(model.Width, model.Height, degrees);
        var turn = AffineMap.Rotation(degrees, model.Width / 2.0, model.Height / 2.0);
        return Map(
            model, turn with { X = turn.X + ((width - model.Width) / 2.0), Y = turn.Y + ((height - model.Height) / 2.0) }, width, height);
    }

    /// <summary>The smallest canvas that holds a turned one.</summary>
    /// <param name="degrees">Degrees, in either direction.</param>
    public static (int Width, int Height) RotatedSize(int width, int height, double degrees)
    {
        // Sides that are whole but for rounding must not grow by a pixel.
        const double rounding = 1e-6;
        var (sin, cos) = PortableMath.SinCosDegrees(degrees);
        (sin, cos) = (Math.Abs(sin), Math.Abs(cos));
        return (
            (int)Math.Ceiling((width * cos) + (height * sin) - rounding), (int)Math.Ceiling((width * sin) + (height * cos) - rounding));
    }

    /// <summary>Makes a rectangle of the picture the canvas, and leaves out the Gaussians that do not reach into it.</summary>
    /// <param name="x">First column; may be negative.</param>
    /// <param name="y">First row; may be negative.</param>
    /// <param name="width">Columns, 1 or more; the rectangle may reach beyond the picture.</param>
    /// <param name="reach">How far Gaussians reach, in standard deviations; null: as far as the model says.</param>
    /// <exception cref="ArgumentOutOfRangeException">Width or height is below 1.</exception>
    public static GaussianModel Crop(GaussianModel model, int x, int y, int width, int height, float? reach = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        using var moved = Map(model, new AffineMap(1, 0, 0, 1, -x, -y), width, height);
        var store = moved.Store;
        var kept = new List<int>();
        var deviations = reach ?? model.Cutoff;
        for (var i = 0; i < store.Count; i++)
        {
            var (centerX, centerY) = (store.X[i] * width, store.Y[i] * height);
            var reachX = deviations * store.L11[i];
            var reachY = deviations * float.Hypot(store.L21[i], store.L22[i]);
            if (centerX + reachX > 0 && centerX - reachX < width && centerY + reachY > 0 && centerY - reachY < height)
            {
                kept.Add(i);
            }
        }

        return model.With(store.Gather([.. kept]), width, height);
    }

    /// <summary>
    /// Puts two models on one canvas, the smallest that holds both. Settings, background and metadata are the first model's. Under "over"
    /// the first is in front; in normalized models the two are averaged where they overlap.
    /// </summary>
    /// <remarks>
    /// Each model looks as before where only it is: in normalized models opacities are scaled so that their ratio to the background's
    /// weight stays. Weights for progressive detail become ranks, so that a part of the Gaussians shows both pictures in like detail.
    /// </remarks>
    /// <param name="x">Column of the first model at which the second begins; may be negative.</param>
    /// <param name="y">Row of the first model at which the second begins; may be negative.</param>
    /// <exception cref="ArgumentException">The models differ in compositing, blend space, cutoff or alpha.</exception>
    public static GaussianModel Join(GaussianModel first, GaussianModel second, double x, double y)
    {
        if (Difference(first, second) is { } difference) throw new ArgumentException($"The models differ in {difference}.", nameof(second));

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
            Scale(a.Store.Opacity, epsilon / a.Epsilon);
            Scale(b.Store.Opacity, epsilon / b.Epsilon);
        }

        var store = new GaussianStore(checked(a.Count + b.Count));
        for (var plane = 0; plane < GaussianStore.PlaneCount; plane++)
        {
            a.Store.Plane(plane).CopyTo(store.Plane(plane));
            b.Store.Plane(plane).CopyTo(store.Plane(plane)[a.Count..]);
        }

        return first.With(store, width, height, first.Cutoff, epsilon, first.Metadata);
    }

    /// <summary>The smallest canvas that holds two pictures.</summary>
    /// <returns>Width and height, whole numbers, which may be longer than <see cref="GaussianModel.MaxSide"/>.</returns>
    public static (double Width, double Height) JoinedSize(int width, int height, int otherWidth, int otherHeight, double x, double y)
    {
        return (Side(x, width, otherWidth), Side(y, height, otherHeight));

        static double Side(double at, int one, int other) => Math.Max(one, Math.Ceiling(at + other)) - Math.Min(0, Math.Floor(at));
    }

    /// <summary>In what two models differ so that they cannot be joined, in words; null where they can.</summary>
    public static string? Difference(GaussianModel first, GaussianModel second) =>
        first.Compositing != second.Compositing ? "compositing"
        : first.BlendSpace != second.BlendSpace ? "blend space"
        : first.Cutoff != second.Cutoff ? "cutoff"
        : first.HasAlpha != second.HasAlpha ? "alpha"
        : null;

    private static void Scale(Span<float> values, float factor)
    {
        foreach (ref var value in values)
        {
            value *= factor;
        }
    }

    /// <summary>Replaces weights by values in [0,1] that depend on their order alone.</summary>
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
    /// <summary>A rotation about a point.</summary>
    /// <param name="degrees">Degrees from the x axis toward the y axis, which is clockwise on the screen.</param>
    /// <param name="centerY">Row of the point, pixels.</param>
    public static AffineMap Rotation(double degrees, double centerX, double centerY)
    {
        var (sin, cos) = PortableMath.SinCosDegrees(degrees);
        return new(cos, -sin, sin, cos, centerX - (cos * centerX) + (sin * centerY), centerY - (sin * centerX) - (cos * centerY));
    }

    /// <summary>True where the map has an inverse and every number is finite.</summary>
    public bool IsInvertible => Math.Abs((A * D) - (B * C)) > 1e-12 && double.IsFinite(A + B + C + D + X + Y);
}
