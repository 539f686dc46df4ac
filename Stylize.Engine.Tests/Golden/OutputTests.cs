namespace Stylize.Engine.Tests.Golden;

/// <summary>
/// Outputs of every operation, preset and format are those of the fixture. A change that is intended changes the
/// fixture with it; docs/contributing/developing.md names the command.
/// </summary>
public sealed class DrawnOutputTests : FolderTest
{
    public static TheoryData<string> Operations => [.. OperationCatalog.All.Select(operation => operation.Name)];

    [Theory]
    [MemberData(nameof(Operations))]
    public void Outputs_for_drawn_inputs_have_the_hashes_of_the_fixture(string operation) =>
        GoldenFile.Drawn.Check(operation, new GoldenRun(new DrawnInputs(_folder)).Lines(Find(operation)));

    [Fact]
    public void Exports_of_a_drawn_plate_have_the_hashes_of_the_fixture() =>
        GoldenFile.Drawn.Check("export", new PlateExports(new DrawnInputs(_folder)).Lines());

    internal static OperationDefinition Find(string name) => OperationCatalog.Find(name, OperationCatalog.All);
}

/// <summary>The same for samples/, and for all combinations of presets, formats and drawn inputs.</summary>
[Trait("Tier", "All")]
public sealed class AllOutputTests : FolderTest
{
    public static TheoryData<string> Operations => DrawnOutputTests.Operations;

    [Theory]
    [MemberData(nameof(Operations))]
    public void Outputs_for_samples_have_the_hashes_of_the_fixture(string operation) =>
        GoldenFile.Samples.Check(
            operation, new GoldenRun(new SampleInputs(_folder)).OfSamples(DrawnOutputTests.Find(operation)));

    [Fact]
    public void Exports_of_the_sample_plate_have_the_hashes_of_the_fixture() =>
        GoldenFile.Samples.Check("export", new PlateExports(new SampleInputs(_folder)).Lines());

    [Theory]
    [MemberData(nameof(Operations))]
    public void All_combinations_have_the_hashes_of_the_fixture(string operation) => GoldenFile.Combinations.Check(
        operation, new GoldenRun(new DrawnInputs(_folder)).Combinations(DrawnOutputTests.Find(operation)));
}
