namespace Stylize.Engine.Imaging.Kit.Planes;

/// <summary>A complex image and its two-dimensional discrete Fourier transform, in place and in double
/// precision.</summary>
/// <example><code>
/// using var image = new FourierImage(4, 4);
/// image.Re.Fill(1);
/// image.Transform(maxThreads: default, cancellation: default);
/// Assert.Equal(16, image.Re[0], 1e-12); // the sum
/// Assert.Equal(0, image.Re[1], 1e-12);
/// </code></example>
internal sealed class FourierImage(int width, int height) : IDisposable
{
    private const int BlockSize = 2 * FourierPlan.Lanes;

    private readonly PooledBuffer<double> _re = new(checked(width * height), clear: true);
    private readonly PooledBuffer<double> _im = new(checked(width * height), clear: true);

    public int Width => width;
    public int Height => height;
    public Span<double> Re => _re.Span;
    public Span<double> Im => _im.Span;

    public void Transform(ThreadGrant maxThreads, CancellationToken cancellation) =>
        Transform(_re, _im, maxThreads, cancellation);

    public void TransformBack(ThreadGrant maxThreads, CancellationToken cancellation) =>
        Transform(_im, _re, maxThreads, cancellation);

    public void Dispose()
    {
        _re.Dispose();
        _im.Dispose();
    }

    private void Transform(
        PooledBuffer<double> ofRe, PooledBuffer<double> ofIm, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        var columns = new FourierPlan(height);
        var rows = width == height ? columns : new FourierPlan(width);
        InBlocks(columns, width, lineStep: 1, step: width);
        InBlocks(rows, height, lineStep: width, step: 1);

        void InBlocks(FourierPlan plan, int lines, int lineStep, int step) => RowBands.ForEach(
            (lines + BlockSize - 1) / BlockSize, maxThreads, cancellation, (_, first, end) =>
            {
                var re = ofRe.Span;
                var im = ofIm.Span;
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
