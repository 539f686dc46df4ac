namespace Stylize.Engine.Tests.Gaussians.Rendering;

/// <summary>
/// A simple, slow renderer in double precision, from the definition of the model: no tiles, no strips, no fast exponential.
/// </summary>
internal static class BruteForceRenderer
{
    /// <summary>
    /// Computes pixel (x, y) of a rendering of the given size: sRGB-encoded straight RGBA in [0,1], averaged over perX x perY points.
    /// </summary>
    public static double[] Pixel(GaussianModel model, int x, int y, int width, int height, int perX = 1, int perY = 1)
    {
        var sum = new double[4];
        foreach (var (u, v) in Coordinates(perX, perY))
        {
            var point = Sample(model, (x + ((u + 0.5) / perX)) / width, (y + ((v + 0.5) / perY)) / height);
            for (var k = 0; k < 4; k++)
            {
                sum[k] += point[k] / (perX * perY);
            }
        }

        for (var k = 0; k < 3; k++)
        {
            var straight = sum[3] > 0 ? Math.Clamp(sum[k] / Math.Max(sum[3], 1e-6), 0, 1) : 0;
            sum[k] = model.BlendSpace == GaussianBlendSpace.Linear ? Encode(straight) : straight;
        }

        return sum;
    }

    /// <summary>Computes exp(-q/2) minus its value at the cutoff.</summary>
    public static double Window(GaussianModel model, int i, double u, double v)
    {
        var s = model.Store;
        var dx = (u - s.X[i]) * model.Width;
        var dy = (v - s.Y[i]) * model.Height;
        double a = (double)s.L11[i] * s.L11[i];
        double b = (double)s.L11[i] * s.L21[i];
        double c = ((double)s.L21[i] * s.L21[i]) + ((double)s.L22[i] * s.L22[i]);
        var q = ((c * dx * dx) - (2 * b * dx * dy) + (a * dy * dy)) / ((a * c) - (b * b));
        return Math.Max(0, Math.Exp(-q / 2) - Math.Exp(-(double)model.Cutoff * model.Cutoff / 2));
    }

    private static double[] Sample(GaussianModel model, double u, double v)
    {
        var (s, back) = (model.Store, model.Background);
        var backAlpha = model.HasAlpha ? back.A : 1d;
        var sum = new double[4];
        var weight = 0d;
        for (var i = 0; i < s.Count; i++)
        {
            var w = Window(model, i, u, v) * s.Opacity[i];
            var alpha = w * (model.HasAlpha ? s.A[i] : 1);
            if (model.Compositing == GaussianCompositing.Over)
            {
                if (sum[3] > 0.999) break;

                alpha *= 1 - sum[3];
            }

            sum[0] += alpha * s.R[i];
            sum[1] += alpha * s.G[i];
            sum[2] += alpha * s.B[i];
            sum[3] += alpha;
            weight += w;
        }

        var share = model.Compositing switch
        {
            GaussianCompositing.Normalized => model.Epsilon,
            GaussianCompositing.Additive => 1,
            _ => 1 - sum[3],
        };
        var divisor = model.Compositing == GaussianCompositing.Normalized ? weight + model.Epsilon : 1;
        var a = model.HasAlpha ? Math.Clamp((sum[3] + (share * backAlpha)) / divisor, 0, 1) : 1;
        return
        [
            Math.Clamp((sum[0] + (share * backAlpha * back.R)) / divisor, 0, a),
            Math.Clamp((sum[1] + (share * backAlpha * back.G)) / divisor, 0, a),
            Math.Clamp((sum[2] + (share * backAlpha * back.B)) / divisor, 0, a),
            a,
        ];
    }

    private static double Encode(double v) => v <= 0.0031308 ? 12.92 * v : (1.055 * Math.Pow(v, 1 / 2.4)) - 0.055;
}
