using System.Text;

namespace Stylize.Engine.Tests.Segmentation.Models;

/// <summary>Writes small models in the format of ONNX (onnx.proto), so that tests need no other program.</summary>
internal sealed class OnnxWriter
{
    public const int Float = 1;
    public const int UInt16 = 4;
    public const int Int64 = 7;
    public const int Text = 8;

    private const int Opset = 17;
    private readonly Message _graph = new Message().Text(2, "test");

    /// <summary>Adds an input or output; a side of -1 is not fixed.</summary>
    public OnnxWriter Input(string name, int type, params long[] sides) => Slot(11, name, type, sides);

    public OnnxWriter Output(string name, int type, params long[] sides) => Slot(12, name, type, sides);

    public OnnxWriter Constant(string name, long[] sides, params float[] values) => Tensor(name, Float, sides, tensor =>
        tensor.Bytes(9, [.. values.SelectMany(BitConverter.GetBytes)]));

    public OnnxWriter Constant(string name, long[] sides, params long[] values) => Tensor(name, Int64, sides, tensor =>
        tensor.Bytes(9, [.. values.SelectMany(BitConverter.GetBytes)]));

    /// <summary>Adds a constant whose values are in another file.</summary>
    public OnnxWriter External(string name, long[] sides, string file) => Tensor(name, Float, sides, tensor =>
        tensor.Add(13, new Message().Text(1, "location").Text(2, file)).Number(14, 1));

    public OnnxWriter Node(string operation, string[] inputs, string output, params (string Name, object Value)[] attributes)
    {
        var node = new Message();
        Array.ForEach(inputs, input => node.Text(1, input));
        node.Text(2, output).Text(4, operation);
        foreach (var (name, value) in attributes)
        {
            var attribute = new Message().Text(1, name);
            _ = value switch
            {
                long number => attribute.Number(3, number).Number(20, 2),
                long[] numbers => numbers.Aggregate(attribute, (all, number) => all.Number(8, number)).Number(20, 7),
                OnnxWriter body => attribute.Add(6, body._graph).Number(20, 5),
                _ => throw new ArgumentException(name),
            };
            node.Add(5, attribute);
        }

        _graph.Add(1, node);
        return this;
    }

    public byte[] ToBytes() => new Message().Number(1, 8).Add(7, _graph).Add(8, new Message().Text(1, "").Number(2, Opset)).ToArray();

    public string Save(string path, string? settings = null)
    {
        File.WriteAllBytes(path, ToBytes());
        if (settings is not null) File.WriteAllText(path + ".json", settings);
        return path;
    }

    private OnnxWriter Slot(int field, string name, int type, long[] sides)
    {
        var shape = new Message();
        Array.ForEach(sides, side => shape.Add(1, side < 0 ? new Message().Text(2, $"{name}_{side}") : new Message().Number(1, side)));
        _graph.Add(field, new Message().Text(1, name).Add(2, new Message().Add(1, new Message().Number(1, type).Add(2, shape))));
        return this;
    }

    private OnnxWriter Tensor(string name, int type, long[] sides, Action<Message> values)
    {
        var tensor = new Message();
        Array.ForEach(sides, side => tensor.Number(1, side));
        tensor.Number(2, type).Text(8, name);
        values(tensor);
        _graph.Add(5, tensor);
        return this;
    }

    /// <summary>A message of Protocol Buffers.</summary>
    private sealed class Message
    {
        private readonly MemoryStream _bytes = new();

        public Message Number(int field, long value)
        {
            Varint((ulong)field << 3);
            Varint((ulong)value);
            return this;
        }

        public Message Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

        public Message Add(int field, Message message) => Bytes(field, message.ToArray());

        public Message Bytes(int field, byte[] bytes)
        {
            Varint(((ulong)field << 3) | 2);
            Varint((ulong)bytes.Length);
            _bytes.Write(bytes);
            return this;
        }

        public byte[] ToArray() => _bytes.ToArray();

        private void Varint(ulong value)
        {
            for (; value >= 128; value >>= 7)
            {
                _bytes.WriteByte((byte)(value | 128));
            }

            _bytes.WriteByte((byte)value);
        }
    }
}
