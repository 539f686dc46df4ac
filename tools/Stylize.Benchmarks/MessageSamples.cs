using Stylize.Engine.Runs.Targets;
using Stylize.Workers.Messages;
using Stylize.Workers.Operations;

namespace Stylize.Benchmarks;

/// <summary>Readers of messages, with valid messages to mutate.</summary>
internal static class MessageSamples
{
    private const string Batch = "20261120-190312-k7qf";

    /// <summary>Name, valid inputs, and the reader, which returns false for an invalid message.</summary>
    public static IReadOnlyList<(string Name, byte[][] Samples, Func<byte[], bool> Read)> Readers { get; } =
    [
        ("message-chunk", [.. Chunks.Select(MessageJson.Write)], bytes => MessageReader.TryChunk(bytes, out _, out _)),
        ("message-record", [.. Records.Select(MessageJson.Write)], bytes =>
        {
            if (!MessageReader.TryRecord(bytes, Batch, out var record, out _)) return false;

            foreach (var output in (record.Results ?? []).SelectMany(result => result.Outputs))
            {
                ReportedValue.Read(output.Summary);
            }

            return true;
        }),
        ("message-entry", [.. Entries.Select(MessageJson.Write)], bytes => MessageReader.TryEntry(bytes, out _, out _)),
    ];

    private static WorkChunk[] Chunks =>
    [
        new(Batch, 3,
            [new WorkUnit(0, "/data/a.png", "/data/out/a.pixelart.png"),
                new WorkUnit(7, "/data/b.png", "/data/out/b.png")]),
        new(Batch, 0, [new WorkUnit(1, "PLATE1_E4_T0")]) { Again = true, Deaths = 2 },
    ];

    private static BatchRecord[] Records =>
    [
        new()
        {
            Header = new BatchHeader(Batch, Options, 12)
            {
                Queue = "stylize.work." + WorkVersion.Current,
                Targets =
                    new TargetOptions { Update = true, Destination = "/data/out", Database = "Host=db;Database=lab" },
                FileTimeLimit = 30,
                MaxPixels = 1 << 20,
                Problems = [Failure],
                Warnings = ["a line"],
                Tiles = ["/data/PLATE1_E4_T1_3_DAPI.tif"],
            },
        },
        new() { Begun = new ChunkNote(3, "host:12:abcd") },
        new() { Ended = new ChunkNote(3, "host:12:abcd"), Sealed = true, Canceled = true, Warning = "a line" },
        new()
        {
            Results =
            [
                new UnitResult(4, "/data/a.png")
                {
                    Outputs = [new UnitOutput("/data/out/a.png", ["/data/out/a.gpl"], 40, 30, Summary)],
                    Failures = [Failure],
                    Messages = [new UnitMessage(true, "a line")],
                    Phases = [new UnitPhase("decode", 0.25)],
                    Seconds = 1.5,
                },
            ],
        },
    ];

    private static DirectoryRecord[] Entries =>
    [
        new(Batch, "pixel-art", "stylize.work.v1.96e84a36", "1.0.0",
            new DateTime(2026, 11, 20, 19, 3, 12, DateTimeKind.Utc)),
        new(Batch, "segment", "stylize.work.v1.96e84a36", "", default) { Forgotten = true },
    ];

    private static SerializedOptions Options => new("pixel-art", new Dictionary<string, string[]>
    {
        ["Width"] = ["20"], ["Palette"] = ["mine", "#000000", "#ffffff"],
    });

    private static UnitFailure Failure =>
        new("ImageMissing", "/data/c.png", "'/data/c.png' does not exist.", "Check the path.");

    private static System.Text.Json.JsonElement Summary => ReportedValue.Write(
    [
        new("Colors", 12), new("Error", double.NaN), new("Time", TimeSpan.FromSeconds(2)),
        new("Palette", new[] { "#000000" }),
    ]);
}
