namespace Stylize.Engine.Imaging.Kit.Planes;

/// <summary>A complex image and its two-dimensional discrete Fourier transform, in place and in double
/// precision.</summary>
/// <example><code>
/// var image = new FourierImage(4, 4);
/// Array.Fill(image.Re, 1);
/// image.Transform(maxThreads: default, cancellation: default);
/// Assert.Equal(16, image.Re[0], 1e-12); // the sum
/// Assert.Equal(0, image.Re[1], 1e-12);
/// </code></example>
internal sealed class FourierImage(int width, int height)
{
    private const int BlockSize = 2 * FourierPlan.Lanes;

    public int Width => width;
    public int Height => height;
    public double[] Re { get; } = new double[checked(width * height)];
    public double[] Im { get; } = new double[checked(width * height)];

    public void Transform(ThreadGrant maxThreads, CancellationToken cancellation) =>
        Transform(Re, Im, maxThreads, cancellation);

    public void TransformBack(ThreadGrant maxThreads, CancellationToken cancellation) =>
        Transform(Im, Re, maxThreads, cancellation);

    private void Transform(double[] re, double[] im, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        var columns = new FourierPlan(height);
        var rows = width == height ? columns : new FourierPlan(width);
        InBlocks(columns, width, lineStep: 1, step: width);
        InBlocks(rows, height, lineStep: width, step: 1);

        void InBlocks(FourierPlan plan, int lines, int lineStep, int step) => RowBands.ForEach(
            (lines + BlockSize - 1) / BlockSize, maxThreads, cancellation, (_, first, end) =>
            {
                var (blockRe, blockIm) = (new double[plan.Length * BlockSize], new double[plan.Length * BlockSize]);
                for (var block = first; block < end; block++)
                {
                    var count = Math.Min(BlockSize, lines - (block * BlockSize));
                    for (var n = 0; n < plan.Length; n++)
                    {
                        for (var line = 0; line < count; line++)
                        {
                            var at = (((block * BlockSize) + line) * lineStep) + (n * step);
                            (blockRe[(n * BlockSize) + line], blockIm[(n * BlockSize) + line]) = (re[at], im[at]);
                        }
                    }

                    plan.Transform(blockRe, blockIm, BlockSize);
                    for (var n = 0; n < plan.Length; n++)
                    {
                        for (var line = 0; line < count; line++)
                        {
                            var at = (((block * BlockSize) + line) * lineStep) + (n * step);
                            (re[at], im[at]) = (blockRe[(n * BlockSize) + line], blockIm[(n * BlockSize) + line]);
                        }
                    }
                }
            },
            bandHeight: 8);
    }
}
