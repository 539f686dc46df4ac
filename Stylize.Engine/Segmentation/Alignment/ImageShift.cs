namespace Stylize.Engine.Segmentation.Alignment;

/// <summary>The shift between two images: the maximum of their cross-correlation, with subpixel precision.</summary>
internal readonly record struct ImageShift(double X, double Y)
{
    /// <summary>
    /// Finds the shift by upsampled cross-correlation (Guizar-Sicairos, Thurman and Fienup, Efficient subpixel image
    /// registration algorithms, Optics Letters 33, 2008), as phase_cross_correlation of scikit-image does, with the
    /// opposite sign: scikit-image returns the shift that registers the image.
    /// </summary>
    /// <param name="moved">An image of the same size.</param>
    public static ImageShift Find(
        Raster<float> reference, Raster<float> moved, int upsampling = 20, ThreadGrant maxThreads = default,
        CancellationToken cancellation = default)
    {
        using var image = Correlate(reference, moved, isPhase: false, maxThreads, cancellation);
        var correlation = image.Re;
        var best = 0;
        for (var i = 1; i < correlation.Length; i++)
        {
            if (Math.Abs(correlation[i]) > Math.Abs(correlation[best]))
            {
                best = i;
            }
        }

        var (x0, y0) = (Signed(best % image.Width, image.Width), Signed(best / image.Width, image.Height));
        var (refinedX, refinedY) = Refine(correlation, image.Width, image.Height, x0, y0, upsampling);
        return new ImageShift(image.Width == 1 ? 0 : 0 - refinedX, image.Height == 1 ? 0 : 0 - refinedY);
    }

    /// <summary>
    /// Returns the circular cross-correlation of two images of the same size: the sum of a(p) b(p - t) at the shift t,
    /// in the real part.
    /// </summary>
    /// <param name="isPhase">
    /// True to keep only the phases of the spectrum (Kuglin and Hines 1975), with the weights of a Gaussian blur of one
    /// pixel.
    /// </param>
    internal static FourierImage Correlate(
        Raster<float> reference, Raster<float> moved, bool isPhase, ThreadGrant maxThreads,
        CancellationToken cancellation)
    {
        var image = new FourierImage(reference.Width, reference.Height);
        for (var y = 0; y < image.Height; y++)
        {
            TensorPrimitives.ConvertTruncating<float, double>(reference.Row(y), image.Re[(y * image.Width)..]);
            TensorPrimitives.ConvertTruncating<float, double>(moved.Row(y), image.Im[(y * image.Width)..]);
        }

        image.Transform(maxThreads, cancellation);
        CrossSpectrum(image);
        if (isPhase)
        {
            KeepPhases(image);
        }

        image.TransformBack(maxThreads, cancellation);
        return image;
    }

    private static void KeepPhases(FourierImage image)
    {
        var columns = Weights(image.Width);
        var rows = Weights(image.Height);
        var re = image.Re;
        var im = image.Im;
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                var at = (y * image.Width) + x;
                var size = Math.Sqrt((re[at] * re[at]) + (im[at] * im[at]));
                var weight = size > 0 ? columns[x] * rows[y] / size : 0;
                (re[at], im[at]) = (re[at] * weight, im[at] * weight);
            }
        }

        static double[] Weights(int length) =>
        [
            .. Enumerable.Range(0, length).Select(n => Signed(n, length) / length)
                .Select(frequency => PortableMath.Exp(-2 * Math.PI * Math.PI * frequency * frequency)),
        ];
    }

    /// <summary>Converts the transform of a + ib, with a and b real, to their cross-spectrum, A times the conjugate of
    /// B.</summary>
    private static void CrossSpectrum(FourierImage image)
    {
        var re = image.Re;
        var im = image.Im;
        var (width, height) = (image.Width, image.Height);
        for (var y = 0; y < height; y++)
        {
            var oppositeY = (height - y) % height;
            for (var x = 0; x < width; x++)
            {
                var (at, opposite) = ((y * width) + x, (oppositeY * width) + ((width - x) % width));
                if (opposite < at) continue;

                var (oneRe, oneIm) = ((re[at] + re[opposite]) / 2, (im[at] - im[opposite]) / 2);
                var (otherRe, otherIm) = ((im[at] + im[opposite]) / 2, (re[opposite] - re[at]) / 2);
                var (productRe, productIm) =
                    ((oneRe * otherRe) + (oneIm * otherIm), (oneIm * otherRe) - (oneRe * otherIm));
                (re[at], im[at]) = (productRe, productIm);
                (re[opposite], im[opposite]) = (productRe, -productIm);
            }
        }
    }

    /// <summary>Finds the maximum within 1.5 pixels of the largest sample, interpolated exactly by the Dirichlet
    /// kernel.</summary>
    private static (double X, double Y) Refine(
        ReadOnlySpan<double> correlation, int width, int height, double x0, double y0, int upsampling)
    {
        var side = (int)Math.Ceiling(upsampling * 1.5);
        var middle = side / 2;
        var (rowRe, rowIm) = (new double[width], new double[width]);
        var (best, bestX, bestY) = (-1.0, 0, 0);
        var kernelsX = Enumerable.Range(0, side)
            .Select(i => Dirichlet(width, x0 + ((i - middle) / (double)upsampling))).ToArray();
        for (var j = 0; j < side; j++)
        {
            var (kernelRe, kernelIm) = Dirichlet(height, y0 + ((j - middle) / (double)upsampling));
            rowRe.AsSpan().Clear();
            rowIm.AsSpan().Clear();
            for (var y = 0; y < height; y++)
            {
                var row = correlation.Slice(y * width, width);
                TensorPrimitives.MultiplyAdd(row, kernelRe[y], rowRe, rowRe);
                TensorPrimitives.MultiplyAdd(row, kernelIm[y], rowIm, rowIm);
            }

            for (var i = 0; i < side; i++)
            {
                var (kernelXRe, kernelXIm) = kernelsX[i];
                var re = Dot(rowRe, kernelXRe) - Dot(rowIm, kernelXIm);
                var im = Dot(rowRe, kernelXIm) + Dot(rowIm, kernelXRe);
                var size = (re * re) + (im * im);
                if (size > best)
                {
                    (best, bestX, bestY) = (size, i, j);
                }
            }
        }

        return (x0 + ((bestX - middle) / (double)upsampling), y0 + ((bestY - middle) / (double)upsampling));

        // Term by term: a sum of vectors depends on their width.
        static double Dot(double[] one, double[] other)
        {
            var sum = 0.0;
            for (var i = 0; i < one.Length; i++)
            {
                sum += one[i] * other[i];
            }

            return sum;
        }
    }

    /// <summary>Returns the weight of each sample of a periodic signal at a fractional position: the Dirichlet
    /// kernel.</summary>
    private static (double[] Re, double[] Im) Dirichlet(int length, double position)
    {
        var (re, im) = (new double[length], new double[length]);
        var lowest = -(length / 2);
        for (var n = 0; n < length; n++)
        {
            var distance = position - n;
            var whole = (long)Math.Round(distance);
            if (Math.Abs(distance - whole) < 1e-9)
            {
                re[n] = whole % length == 0 ? 1 : 0;
                continue;
            }

            // A geometric sum: z^a (z^N - 1) / (z - 1), where z^b - 1 is 2i sin(b angle / 2) z^(b / 2).
            var angle = 2 * Math.PI * distance / length;
            var size = PortableMath.Sin(Math.PI * distance) / PortableMath.Sin(angle / 2) / length;
            var (sin, cos) = PortableMath.SinCos((lowest + ((length - 1) / 2.0)) * angle);
            (re[n], im[n]) = (size * cos, size * sin);
        }

        return (re, im);
    }

    private static double Signed(int index, int length) => index > length / 2 ? index - length : index;
}
