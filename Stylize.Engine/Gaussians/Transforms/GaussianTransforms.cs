namespace Stylize.Engine.Gaussians.Transforms;

/// <summary>
/// Maps whole models. The parameters are changed exactly: a Gaussian stays a Gaussian under any affine map, nothing is resampled. Results
/// are new models; the sources are kept.
/// </summary>
public static class GaussianTransforms
{
    /// <summary>Maps every Gaussian: centre by the map, covariance by its linear part.</summary>
    /// <param name="map">In pixels of the source; invertible.</param>
    /// <param name="width">Width of the result's source in pixels.</param>
    /// <param name="height">Height of the result's source in pixels.</param>
    public static GaussianModel Map(GaussianModel model, in AffineMap map, int width, int height)
    {
        if (!map.IsInvertible)
        {
            throw new ArgumentException("The map cannot be undone.", nameof(map));
        }

        var store = model.Store.Clone();
        var result = model.With(store, width, height);
        for (var i = 0; i < store.Count; i++)
        {
            var (x, y) = (store.X[i] * (double)model.Width, store.Y[i] * (double)model.Height);
            store.X[i] = (float)(((map.A * x) + (map.B * y) + map.X) / width);
            store.Y[i] = (float)(((map.C * x) + (map.D * y) + map.Y) / height);
            // M L is a square root of the mapped covariance; its lower triangular one has the same row products.
            var (b11, b12) = ((map.A * store.L11[i]) + (map.B * store.L21[i]), map.B * store.L22[i]);
            var (b21, b22) = ((map.C * store.L11[i]) + (map.D * store.L21[i]), map.D * store.L22[i]);
            var l11 = double.Hypot(b11, b12);
            store.L11[i] = (float)l11;
            store.L21[i] = (float)(((b21 * b11) + (b22 * b12)) / l11);
            store.L22[i] = (float)(Math.Abs((b11 * b22) - (b12 * b21)) / l11);
        }

        return result;
    }

    /// <summary>Moves the picture within its borders.</summary>
    /// <param name="x">Pixels to the right.</param>
    /// <param name="y">Pixels down.</param>
    public static GaussianModel Translate(GaussianModel model, double x, double y) =>
        Map(model, new AffineMap(1, 0, 0, 1, x, y), model.Width, model.Height);

    /// <summary>Makes the picture another size: shapes and positions are stretched.</summary>
    public static GaussianModel Resize(GaussianModel model, int width, int height) =>
        Map(model, new AffineMap((double)width / model.Width, 0, 0, (double)height / model.Height, 0, 0), width, height);

    /// <summary>Turns the picture about its middle, within its borders.</summary>
    /// <param name="degrees">Clockwise.</param>
    public static GaussianModel Rotate(GaussianModel model, double degrees) =>
        Map(model, AffineMap.Rotation(degrees, model.Width / 2.0, model.Height / 2.0), model.Width, model.Height);

    /// <summary>Turns the picture with its borders by a quarter turn clockwise, so that width and height change places.</summary>
    public static GaussianModel RotateQuarter(GaussianModel model) =>
        Map(model, new AffineMap(0, -1, 1, 0, model.Height, 0), model.Height, model.Width);

    /// <summary>Keeps a rectangle of pixels, and only the Gaussians that reach into it.</summary>
    public static GaussianModel Crop(GaussianModel model, int x, int y, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        using var moved = Map(model, new AffineMap(1, 0, 0, 1, -x, -y), width, height);
        var store = moved.Store;
        var kept = new List<int>();
        for (var i = 0; i < store.Count; i++)
        {
            var (centerX, centerY) = (store.X[i] * width, store.Y[i] * height);
            var reachX = model.Cutoff * store.L11[i];
            var reachY = model.Cutoff * float.Hypot(store.L21[i], store.L22[i]);
            if (centerX + reachX > 0 && centerX - reachX < width && centerY + reachY > 0 && centerY - reachY < height)
            {
                kept.Add(i);
            }
        }

        return model.With(store.Gather([.. kept]), width, height);
    }

    /// <summary>
    /// Puts the Gaussians of two models into one, the second's moved; under "over" the first is in front. Settings and metadata are the
    /// first's.
    /// </summary>
    /// <param name="x">Pixels that the second is moved to the right.</param>
    /// <param name="y">Pixels that the second is moved down.</param>
    /// <param name="width">Width of the result's source in pixels.</param>
    /// <param name="height">Height of the result's source in pixels.</param>
    /// <exception cref="ArgumentException">The models differ in compositing, blend space, cutoff or alpha, so that one model cannot be
    /// both.</exception>
    public static GaussianModel Concatenate(GaussianModel first, GaussianModel second, double x, double y, int width, int height)
    {
        if (
            first.Compositing != second.Compositing
                || first.BlendSpace != second.BlendSpace
                || first.Cutoff != second.Cutoff
                || first.HasAlpha != second.HasAlpha)
        {
            throw new ArgumentException("The models differ in compositing, blend space, cutoff or alpha.", nameof(second));
        }

        using var a = Map(first, new AffineMap(1, 0, 0, 1, 0, 0), width, height);
        using var b = Map(second, new AffineMap(1, 0, 0, 1, x, y), width, height);
        var store = new GaussianStore(checked(a.Count + b.Count));
        for (var plane = 0; plane < GaussianStore.PlaneCount; plane++)
        {
            a.Store.Plane(plane).CopyTo(store.Plane(plane));
            b.Store.Plane(plane).CopyTo(store.Plane(plane)[a.Count..]);
        }

        return first.With(store, width, height);
    }
}
