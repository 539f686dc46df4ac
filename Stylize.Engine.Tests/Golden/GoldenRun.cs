using Stylize.Engine.Tests.Segmentation;

namespace Stylize.Engine.Tests.Golden;

/// <summary>Runs operations, and returns a line of the fixture for each output.</summary>
internal sealed class GoldenRun(GoldenInputs inputs) : IOptionInputs
{
    public IImageCodec Codec => ImageCodecs.Default;

    public string FullPath(string path, string option) => inputs.Folder[path];

    /// <summary>
    /// Returns the outputs of each preset, and of each format, choice and input with the default preset.
    /// </summary>
    public IEnumerable<string> Lines(OperationDefinition operation)
    {
        if (operation.Kind == OperationKind.Plate) return [.. PlateLines(operation), .. EveryStep(operation)];

        var all = inputs.For(operation);
        var first = all[..1];
        string[] both = inputs.AnimationFor(operation) is { } animation ? [all[0], animation] : first;
        return
        [
            .. GoldenCases.OfPresets(operation)
                .SelectMany(one => Lines(operation, one, IsUsual(one) ? all : all[..Few(operation)])),
            .. GoldenCases.OfFormats(operation).Where(one => IsUsual(one) && !IsSlow(one))
                .SelectMany(one => Lines(operation, one, both)),
            .. GoldenCases.OfChoices(operation).SelectMany(one => Lines(operation, one, first)),
            .. GoldenCases.OfNumbers(operation)
                .SelectMany(one => Lines(operation, one, operation.InputExtensions is null ? first : both)),
        ];
    }

    /// <summary>
    /// Returns what <see cref="Lines"/> leaves out: other presets with the other inputs, and in other formats.
    /// </summary>
    public IEnumerable<string> Combinations(OperationDefinition operation)
    {
        if (operation.Kind == OperationKind.Plate) return PlateDigests(operation);

        var all = inputs.For(operation);
        return
        [
            .. GoldenCases.OfPresets(operation).Where(one => !IsUsual(one))
                .SelectMany(one => Lines(operation, one, all[Few(operation)..])),
            .. GoldenCases.OfFormats(operation).Where(one => !IsUsual(one) || IsSlow(one))
                .SelectMany(one => Lines(operation, one, all[..1])),
        ];
    }

    /// <summary>Returns the outputs of each preset, and of each format with the default preset.</summary>
    public IEnumerable<string> OfSamples(OperationDefinition operation)
    {
        if (operation.Kind == OperationKind.Plate) return PlateLines(operation);

        var all = inputs.For(operation);
        string[] first = [inputs.AnimationFor(operation) ?? all[0]];
        return
        [
            .. GoldenCases.OfPresets(operation).SelectMany(one => Lines(operation, one, all)),
            .. GoldenCases.OfFormats(operation).Where(IsUsual).SelectMany(one => Lines(operation, one, first)),
        ];
    }

    /// <summary>Returns the number of inputs of presets other than the default one; dot art has many presets.</summary>
    private static int Few(OperationDefinition operation) => operation.Name == "dot-art" ? 1 : 2;

    private static bool IsUsual(GoldenCase one) => one.Preset is null or "Default";

    /// <summary>True for the screens of home computers, whose number of cells is fixed.</summary>
    private static bool IsSlow(GoldenCase one) => one.Format is "Scr" or "Koa";

    /// <summary>Returns no line for options that exclude each other.</summary>
    private IEnumerable<string> Lines(OperationDefinition operation, GoldenCase one, string[] paths)
    {
        IReadOnlyList<object> records;
        IOperation created;
        try
        {
            var start = new StartOptions(operation.Name, this) { Preset = one.Preset, Given = Given(operation, one) };
            records = start.Records();
            created = operation.Create(records);
        }
        catch (StylizeException failure) when (failure.Error == StylizeError.OptionInvalid)
        {
            yield break;
        }

        foreach (var path in paths)
        {
            foreach (var (file, content) in Outputs(operation, records, created, path))
            {
                yield return GoldenFile.Line(operation.Name, one.Name, file, content);
            }
        }
    }

    /// <summary>Returns the options of a case, on the processor instead of a graphics card.</summary>
    private List<KeyValuePair<string, object?>> Given(OperationDefinition operation, GoldenCase one)
    {
        var given = inputs.Shorten(operation, one);
        foreach (var (name, value) in one.Given)
        {
            given[name] = value;
        }

        if (OptionSet.ForRecord(operation.OptionsType).Find("Device") is { } device)
        {
            given[device.Name] = "Cpu";
        }

        return [.. given.Select(pair => new KeyValuePair<string, object?>(pair.Key, pair.Value))];
    }

    /// <summary>
    /// Returns the names of the files that a run writes for an input, and their content; for a failure its message.
    /// </summary>
    private static List<(string File, string Content)> Outputs(
        OperationDefinition operation, IReadOnlyList<object> records, IOperation created, string path)
    {
        var (stem, folder) = (Path.GetFileNameWithoutExtension(path), Path.GetDirectoryName(path)!);
        var files = new List<(string, string)>();
        try
        {
            var input = new ImageInput(ImageSource.File(path), ImageCodecs.Default);
            var context = new OperationContext { MaxThreads = Environment.ProcessorCount };
            var learned = ILearnsFromInputs.LearningFor(operation, records)?.Invoke([input], context) ?? created;
            var target = stem + learned.Outputs.NamesFor(input).Suffix;
            using var artifact = learned.Run(input, context with
            {
                TargetName = target,
                WriteSideFile = (suffix, write) => Add(stem + suffix, write),
            });
            foreach (var side in artifact.SideFiles.Where(side => !side.IsEmpty))
            {
                Add(stem + side.Suffix, side.Write);
            }

            Add(target, artifact.Write);
            if (learned.RunFile is { Write: { } write } shared)
            {
                Add($"{stem} {shared.Name}", write);
            }

            return files;
        }
        catch (Exception failure) when (failure is not Xunit.Sdk.XunitException)
        {
            var message = failure.Message.Split('\n')[0].Replace(path, stem, StringComparison.Ordinal);
            return [(stem, failure is StylizeException ? message : $"{failure.GetType().Name}: {message}")];
        }

        void Add(string name, Action<Stream> write) =>
            files.Add((name, OutputHash.Of(name, EncodedFiles.Written(write), folder)));
    }

    private IEnumerable<string> PlateLines(OperationDefinition operation) =>
        from one in GoldenCases.OfPresets(operation)
        from output in Segment(operation, one)
        select GoldenFile.Line(operation.Name, one.Name, output.File, output.Content);

    /// <summary>Returns the outputs of a run in which every step is on.</summary>
    private IEnumerable<string> EveryStep(OperationDefinition operation)
    {
        inputs.Folder.File("map.csv", EveryStepTests.Map.Replace("E4", "A1").Replace("E5", "A2"));
        var words = string.Join(' ', EveryStepTests.On.Where(step => step.Key != "plan").Select(step => step.Value))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Segment(operation, new GoldenCase("EveryStep", null, new Dictionary<string, string>()), words).Select(
            output => GoldenFile.Line(operation.Name, "EveryStep", output.File, output.Content));
    }

    /// <summary>Returns a line for all files of a case together, because a plate has many.</summary>
    private IEnumerable<string> PlateDigests(OperationDefinition operation)
    {
        foreach (var one in GoldenCases.OfChoices(operation).Concat(GoldenCases.OfNumbers(operation)))
        {
            var files = Segment(operation, one, "--well", "A1");
            if (files.Count == 0) continue;

            var all = string.Concat(files.Select(file => $"{file.File} {file.Content}\n"));
            yield return files.Count == 1
                ? GoldenFile.Line(operation.Name, one.Name, files[0].File, files[0].Content)
                : GoldenFile.Line(operation.Name, one.Name, $"{files.Count} files", OutputHash.Hash(all));
        }
    }

    /// <summary>
    /// Segments the plate, and returns the files; none for options that exclude each other, the message of a failure.
    /// </summary>
    private List<(string File, string Content)> Segment(
        OperationDefinition operation, GoldenCase one, params string[] words)
    {
        using var output = new TemporaryFolder();
        var run = CliRun.InProcess(
            inputs.Folder.Path,
            [
                operation.Name, inputs.Plate, "-o", output["out"], "--channel", "DAPI", "--measure-channel", "GFP",
                "--no-provenance", .. words, .. one.Preset is { } preset ? ["--preset", preset] : Array.Empty<string>(),
                .. one.Given.SelectMany(pair => (string[])["--" + OptionWords.Kebab(pair.Key), pair.Value]),
            ]);
        return run.ExitCode switch
        {
            // Outputs are compared without what an update needs; StepUpdateTests compares updates with new runs.
            0 =>
            [
                .. output.Names.Where(name => !name.Contains("/.stylize-"))
                    .Select(name => (name["out/".Length..], OutputHash.Of(output[name], inputs.Plate))),
            ],
            2 => [],
            // The order of the messages of tiles depends on threads.
            _ => [("failure", First(run.ErrorLines).Replace(inputs.Plate, "", StringComparison.Ordinal))],
        };

        static string First(string[] lines) => lines.Min(StringComparer.Ordinal)!;
    }
}
