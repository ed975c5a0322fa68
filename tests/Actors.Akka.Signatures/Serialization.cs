using Akka.Actor;

namespace Akka.Serialization;

public abstract class Serializer
{
    protected Serializer(ExtendedActorSystem system) => throw new NotSupportedException();

    public virtual int Identifier => throw new NotSupportedException();

    public abstract byte[] ToBinary(object obj);
}

public abstract class SerializerWithStringManifest : Serializer
{
    protected SerializerWithStringManifest(ExtendedActorSystem system)
        : base(system)
    {
    }

    public abstract object FromBinary(byte[] bytes, string manifest);

    public abstract string Manifest(object o);
}
