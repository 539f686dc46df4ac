namespace Stylize.Engine.Imaging.Fourier;

/// <summary>A complex image and its two-dimensional discrete Fourier transform, in place and in double precision.</summary>
internal sealed class FourierImage(int width, int height)
{
    private const int Together = 2 * FourierPlan.Lanes;

    public int Width => width;

    public int Height => height;

    public double[] Re { get; } = new double[checked(width * height)];

    public double[] Im { get; } = new double[checked(width * height)];

    public void Transform(ThreadGrant maxThreads, CancellationToken cancellation) => Transform(Re, Im, maxThreads, cancellation);

    public void TransformBack(ThreadGrant maxThreads, CancellationToken cancellation) => Transform(Im, Re, maxThreads, cancellation);

    private void Transform(double[] re, double[] im, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        var columns = new FourierPlan(height);
        var rows = width == height ? columns : new FourierPlan(width);
        InBlocks(width, columns, (block, blockRe, blockIm, count, isBack) =>
        {
            for (var y = 0; y < height; y++)
            {
                var at = (y * width) + block;
                Copy(re.AsSpan(at, count), blockRe.AsSpan(y * Together, count), isBack);
                Copy(im.AsSpan(at, count), blockIm.AsSpan(y * Together, count), isBack);
            }
        });
        InBlocks(height, rows, (block, blockRe, blockIm, count, isBack) =>
        {
            for (var line = 0; line < count; line++)
            {
                var at = (block + line) * width;
                for (var x = 0; x < width; x++)
                {
                    ref var one = ref re[at + x];
                    ref var other = ref im[at + x];
                    ref var blockOne = ref blockRe[(x * Together) + line];
                    ref var blockOther = ref blockIm[(x * Together) + line];
                    if (isBack)
                    {
                        (one, other) = (blockOne, blockOther);
                    }
                    else
                    {
                        (blockOne, blockOther) = (one, other);
                    }
                }
            }
        });

        void InBlocks(int lines, FourierPlan plan, Action<int, double[], double[], int, bool> move) => RowBands.ForEach(
            (lines + Together - 1) / Together,
            maxThreads,
            cancellation,
            (_, first, end) =>
            {
                var (blockRe, blockIm) = (new double[plan.Length * Together], new double[plan.Length * Together]);
                for (var block = first; block < end; block++)
                {
                    var count = Math.Min(Together, lines - (block * Together));
                    move(block * Together, blockRe, blockIm, count, false);
                    plan.Transform(blockRe, blockIm, Together);
                    move(block * Together, blockRe, blockIm, count, true);
                }
            },
            bandHeight: 8);
    }

    private static void Copy(Span<double> image, Span<double> block, bool isBack)
    {
        if (isBack)
        {
            block.CopyTo(image);
        }
        else
        {
            image.CopyTo(block);
        }
    }
}
