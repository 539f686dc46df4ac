using BenchmarkDotNet.Attributes;
using Stylize.Engine.Gaussians;
using Stylize.Engine.Gaussians.Evaluation;
using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Gaussians.Shapes;

namespace Stylize.Benchmarks;

/// <summary>Evaluation, ordering, rendering and files of Gaussians: `--filter *GaussianBenchmarks*`.</summary>
[MemoryDiagnoser]
public class GaussianBenchmarks
{
    private GaussianModel _model = null!;
    private EvaluationBatch _batch = null!;
    private float[] _weights = [];
    private byte[] _file = [];
    private Gaussian2D<float, CholeskyShape<float>> _gaussian;

    [Params(10_000, 70_000)]
    public int Count { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _model = GaussianInputs.Synthetic(768, 512, Count);
        _batch = new EvaluationBatch(_model);
        _weights = new float[Count];
        _file = GaussianFileWriter.ToBytes(_model, GaussianProfile.Standard);
        _gaussian = _model.Store[Count / 2];
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _batch.Dispose();
        _model.Dispose();
    }

    [Benchmark]
    public void EvaluateAllAtAPoint() => _batch.Evaluate(384, 256, _weights);

    [Benchmark]
    public float EvaluateOne() => GaussianEvaluator.Weight<float, CholeskyShape<float>>(_gaussian.Shape, 1.5f, -0.5f);

    [Benchmark]
    public GaussianBox<float> BoundingBox() => GaussianBox<float>.Around(_gaussian, 3.5f, 768f, 512f);

    [Benchmark]
    public void RenderOneThread() => GaussianRenderer.Render(_model).Dispose();

    [Benchmark]
    public void RenderAllThreads() => GaussianRenderer.Render(_model, maxThreads: Environment.ProcessorCount).Dispose();

    [Benchmark]
    public int Encode() => GaussianFileWriter.ToBytes(_model, GaussianProfile.Standard, Environment.ProcessorCount).Length;

    [Benchmark]
    public void Decode() =>
        GaussianFileReader.Read(_file, "file", new GaussianReadOptions { MaxThreads = Environment.ProcessorCount }).Dispose();
}
